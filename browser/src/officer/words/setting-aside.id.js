/** Words for reports that nobody has opened and that are set aside together, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");
const upTo = (/** @type {{count: number, more: boolean}} */ { count, more }) =>
  more ? `lebih dari ${number.format(count)}` : number.format(count);

export const settingAside = {
  chip: (/** @type {{count: number, more: boolean}} */ total) => `Disisihkan, belum dibuka (${upTo(total)})`,
  begin: "Sisihkan laporan yang belum dibuka…",
  title: "Sisihkan laporan yang belum dibuka",
  what: "Untuk banjir laporan. Yang disisihkan pindah ke baki tersendiri bagi semua petugas instansi ini. Tidak ada yang dihapus, tenggat tetap berjalan, dan pelapor melihat status yang sama. Laporan kembali sendiri bila pelapor menulis lagi atau seseorang membukanya.",
  from: "Tiba sejak",
  to: "Tiba sampai",
  groups: "Laporan yang belum dibuka siapa pun",
  group: (/** @type {string} */ day, /** @type {string} */ size, /** @type {boolean} */ files) =>
    `Tiba ${day}, ${size}, ${files ? "dengan berkas" : "tanpa berkas"}`,
  count: (/** @type {number} */ count) => `${number.format(count)} laporan`,
  most: (/** @type {number} */ count) =>
    `Hanya ${number.format(count)} yang tertua yang tercantum. Pilih hari lain, atau sisihkan ini dahulu.`,
  none: "Tidak ada laporan dari hari-hari ini yang belum dibuka.",
  act: (/** @type {number} */ count) => (count === 0 ? "Sisihkan" : `Sisihkan ${number.format(count)} laporan`),
  done: (/** @type {number} */ count) => `${number.format(count)} laporan disisihkan.`,
  left: (/** @type {number} */ count) =>
    `${number.format(count)} tidak disisihkan, karena sementara itu dibuka atau sudah disisihkan.`,
  tray: "Baki ini berisi laporan yang disisihkan tanpa dibuka. Tenggatnya tetap berjalan. Membuka laporan mengembalikannya ke kotak masuk.",
  near: (/** @type {{count: number, more: boolean}} */ total) =>
    `${upTo(total)} laporan yang disisihkan belum dibuka dan sudah dekat atau lewat tenggat.`,
  inAgency: (/** @type {{count: number, more: boolean}} */ total) =>
    `${upTo(total)} laporan di instansi ini disisihkan tanpa dibuka. Tenggatnya tetap berjalan.`,
  look: "Lihat",
  back: "Kembalikan",
  backNamed: (/** @type {string} */ no) => `Kembalikan perkara ${no}`,
  backAll: "Kembalikan semua yang tampil",
};
