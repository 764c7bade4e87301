/** What the page of figures says, in Bahasa Indonesia. */

import { clocks } from "./clocks.id.js";
import { steps } from "./steps.id.js";

const number = new Intl.NumberFormat("id");

export const figures = {
  title: "Kinerja",
  counting: "Menghitung…",
  own: (/** @type {string} */ day) =>
    `Hanya perkara yang dapat Anda buka, sampai akhir ${day}. Perkara yang tidak dapat Anda buka tidak dihitung di sini.`,
  period: "Masa",
  all: "Semua",
  show: "Tampilkan",
  csv: "Unduh CSV",
  csvName: (/** @type {string} */ period) => `kinerja-${period}.csv`,
  year: (/** @type {string} */ year) => `Tahun ${year}`,
  parts: {
    H1: (/** @type {string} */ year) => `Semester I ${year}`,
    H2: (/** @type {string} */ year) => `Semester II ${year}`,
    Q1: (/** @type {string} */ year) => `Triwulan I ${year}`,
    Q2: (/** @type {string} */ year) => `Triwulan II ${year}`,
    Q3: (/** @type {string} */ year) => `Triwulan III ${year}`,
    Q4: (/** @type {string} */ year) => `Triwulan IV ${year}`,
  },
  nothingTitle: "Belum ada angka",
  nothing: "Perkara dihitung pada akhir hari. Angka pertama muncul sehari setelah laporan pertama.",

  followedUp: "Ditindaklanjuti",
  followedUpHow: (/** @type {string} */ finished, /** @type {string} */ running) =>
    `Selesai ${finished} ditambah dalam proses ${running}, dibagi diterima`,
  finished: "Selesai",
  finishedHow: "Selesai dibagi diterima",
  inTime: "Selesai tepat waktu",
  inTimeHow: "Tepat waktu, dibagi yang selesai dalam masa ini dan punya tenggat",
  overdue: "Lewat tenggat, masih terbuka",
  overdueHow: (/** @type {string} */ count) => `Terbuka lebih dari 60 hari kerja: ${count}`,

  flowTitle: "Terbawa, diterima, selesai",
  flow: {
    carriedOver: "Terbuka pada awal masa",
    received: "Diterima dalam masa ini",
    ended: "Selesai dalam masa ini",
    stillOpen: "Terbuka pada akhir masa",
    mean: "Rata-rata hari kerja sampai selesai",
    median: "Nilai tengah (median) hari kerja sampai selesai",
    unmeasured: "Selesai tanpa tenggat",
    duplicates: "Laporan ganda di antara yang diterima",
  },
  bucketsTitle: "Keadaan laporan yang diterima",
  bucketsAbout:
    "Diterima dalam masa ini. Perkara yang dibuka kembali dihitung dalam proses, bukan selesai, sampai selesai lagi.",
  bucket: "Keadaan",
  buckets: {
    unverified: "Belum diverifikasi",
    waiting: "Belum ditindaklanjuti",
    running: "Dalam proses",
    finished: "Selesai",
  },
  total: "Jumlah",
  reports: "Laporan",
  share: "Bagian",
  bar: "Batang",

  monthsTitle: "Diterima dan selesai tiap bulan",
  yearsTitle: "Diterima dan selesai tiap tahun",
  monthsChart: (/** @type {string} */ first, /** @type {string} */ last) =>
    `Laporan diterima dan selesai, ${first} sampai ${last}. Angka yang sama ada pada tabel.`,
  month: "Bulan",
  yearColumn: "Tahun",
  received: "Diterima",
  channelsTitle: "Jalur masuk",
  channel: "Jalur",
  classesTitle: "Kadar pengawasan",
  matterClass: "Kadar",
  categoriesTitle: "Jenis perkara",
  category: "Jenis",
  shareAbout: "Diterima dalam masa ini. Garis: diterima; isi: selesai.",
  outcomesTitle: "Hasil perkara yang selesai",
  outcomesAbout: "Selesai dalam masa ini. Tidak terbukti bukan berarti laporan tidak jujur.",
  outcome: "Hasil",
  cases: "Perkara",
  empty: "Tidak ada dalam masa ini.",
  laporTitle: "Penerusan dari SP4N-LAPOR!",
  laporAbout: "Dihitung terpisah: tidak ada dalam angka lain di halaman ini.",

  channels: clocks.channels,
  classes: { ...steps.classes, none: "Belum digolongkan" },
  noCategory: "Belum dicatat",
  outcomes: { ...steps.outcomes, none: "Hasil belum dicatat" },

  publishedTitle: "Angka yang diterbitkan",
  publishedAbout:
    "Seluruh instansi, tiap triwulan, seperti yang dapat dilihat umum. Angka di bawah lima tidak ditampilkan, dan tidak dapat dihitung dari angka lain. Yang sudah terbit tidak berubah lagi.",
  noQuarters: "Belum ada triwulan yang berakhir.",
  agency: "Instansi",
  quarter: "Triwulan",
  upTo: "Sampai triwulan ini, sejak awal",
  tooFew: "Terlalu sedikit untuk diterbitkan; dihitung pada triwulan berikutnya",
  atLeast: (/** @type {string} */ text) => `paling sedikit ${text}`,
  rest: "Yang lain, digabung",
  fromTo: (/** @type {string} */ first, /** @type {string} */ last) => `${first} sampai ${last}`,
  receivedIn: (/** @type {number} */ count, /** @type {string} */ span) => `${number.format(count)} diterima, ${span}`,
  endedIn: (/** @type {number} */ count, /** @type {string} */ span) => `${number.format(count)} selesai, ${span}`,
  openFew: "Kurang dari lima masih terbuka",
  whose: "Triwulan instansi",
};
