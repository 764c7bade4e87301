/** Everything the officers' page says, in Bahasa Indonesia. This catalogue says which keys there are. */

import { account } from "./account.id.js";
import { agency, roles } from "./agency.id.js";
import { audit } from "./audit.id.js";
import { changing } from "./changing.id.js";
import { clocks } from "./clocks.id.js";
import { declaring } from "./declaring.id.js";
import { figures } from "./figures.id.js";
import { report } from "./report.id.js";
import { handover } from "./handover.id.js";
import { enrolment } from "./enrolment.id.js";
import { identity } from "./identity.id.js";
import { inside } from "./inside.id.js";
import { intake } from "./intake.id.js";
import { looking } from "./looking.id.js";
import { refer } from "./refer.id.js";
import { links } from "./links.id.js";
import { recommend } from "./recommend.id.js";
import { ownKeys } from "./own-keys.id.js";
import { settingAside } from "./setting-aside.id.js";
import { steps } from "./steps.id.js";

const number = new Intl.NumberFormat("id");

export const id = {
  language: "Bahasa Indonesia",
  other: "English",
  otherTag: "en",
  agency,
  audit,
  roles,
  changing,
  clocks,
  declaring,
  figures,
  report,
  handover,
  identity,
  intake,
  looking,
  enrolment,
  ownKeys,
  refer,
  inside,
  links,
  recommend,
  settingAside,
  steps,

  frame: {
    skip: "Langsung ke isi",
    main: "Utama",
    sections: {
      inbox: "Kotak masuk",
      intake: "Catat laporan",
      register: "Penerusan",
      handover: "Serah terima",
      figures: "Kinerja",
      identities: "Identitas",
      agency: "Instansi",
      audit: "Jejak audit",
      account: "Akun saya",
    },
    lock: "Kunci sekarang",
    product: "Petugas Inspektorat",
    cancel: "Batal",
    close: "Tutup",
    tryAgain: "Coba lagi",
    warnsTitle: "Segera terkunci",
    warns: (/** @type {number} */ seconds) =>
      `Sudah lama tidak ada kegiatan di sini. Halaman terkunci dalam ${number.format(seconds)} detik.`,
    stay: "Tetap terbuka",
  },

  signIn: {
    title: "Masuk",
    lead: "Laporan dibuka di peramban ini. Frasa sandi membuka kunci Anda di sini dan tidak pernah dikirim.",
    login: "Nama masuk",
    passphrase: "Frasa sandi",
    passphraseHint: "Tujuh kata, dipisahkan spasi",
    show: "Tampilkan frasa sandi",
    code: "Kode dari aplikasi autentikator",
    codeHint: "Enam angka",
    recovery: "Kode pemulihan",
    recoveryHint: "Dua belas huruf dan angka; setiap kode hanya berlaku sekali",
    useRecovery: "Pakai kode pemulihan",
    useCode: "Pakai kode dari autentikator",
    passkey: "Masuk dengan kunci sandi",
    passkeyHint:
      "Punya kunci sandi (passkey)? Satu sentuhan cukup. Jika kunci sandi Anda tidak dapat membuka kunci, isi dulu nama masuk dan frasa sandi.",
    passkeyNeeds: "Kunci sandi ini tidak dapat membuka kunci Anda. Isi nama masuk dan frasa sandi, lalu sentuh lagi.",
    touching: "Menunggu kunci sandi Anda…",
    act: "Masuk",
    opening: "Membuka kunci…",
    share: (/** @type {number} */ percent) => `${percent} dari 100 persen`,
    checking: "Memeriksa nama dan kode…",
    verifying: "Memeriksa dokumen bertanda tangan…",
    locked: "Terkunci. Masuk lagi untuk melanjutkan.",
    lockedIdle: "Terkunci setelah 15 menit tanpa kegiatan. Masuk lagi untuk melanjutkan.",
    lockedSession: "Sesi Anda berakhir. Masuk lagi untuk melanjutkan.",
    lockedLost: "Bagian halaman ini yang menyimpan kunci Anda berhenti. Masuk lagi untuk melanjutkan.",
    draftKept:
      "Tulisan yang belum terkirim disimpan, disegel untuk kunci Anda. Tulisan itu kembali sesudah Anda masuk.",
    need: {
      login: "Tulis nama masuk Anda",
      passphrase: "Tulis frasa sandi Anda",
      code: "Tulis enam angka kode, atau kode pemulihan",
    },
    errorTitle: "Belum masuk",
    wrong:
      "Nama masuk, frasa sandi, atau kode tidak diterima. Periksa ketiganya dan pakai kode baru. Setelah beberapa kode salah, tunggu beberapa menit.",
    passkeyWrong:
      "Kunci sandi ini tidak diterima di sini. Isi nama masuk dan frasa sandi, lalu sentuh lagi, atau pakai kode.",
    sealed:
      "Nama masuk dan kode benar, tetapi kunci Anda tidak terbuka. Beri tahu pengelola: akun Anda mungkin diubah.",
    untrusted:
      "Dokumen bertanda tangan di server ini tidak cocok dengan catatan di kunci Anda. Tidak ada yang dibuka. Jangan lanjutkan; beri tahu pemegang kunci induk.",
  },

  ...account,

  problems: {
    title: "Belum berhasil",
    offline: "Server tidak terjangkau. Periksa sambungan, lalu coba lagi.",
    unavailable: "Server sibuk atau penuh. Tidak ada yang disimpan. Coba lagi satu menit lagi.",
    conflict: "Ada yang lebih baru. Perkara sudah dibaca ulang; periksa dulu, lalu kirim sekali lagi.",
    readerGone: "Ada pembaca yang sudah tidak di daftar. Beri perkara ini kunci baru dahulu.",
    notAReader:
      "Seseorang di antara pembaca tidak bertugas atau tidak punya peran yang membaca perkara. Tidak ada yang diubah.",
    otherDay: "Tanggal di perangkat Anda tidak sama dengan tanggal di server. Betulkan jam perangkat, lalu coba lagi.",
    unapproved: "Seorang rekan harus menyetujuinya dahulu. Tidak ada yang diubah.",
    otherClass: "Hanya perkara tanpa kadar pengawasan yang dapat diteruskan ke sana.",
    tooFewReaders: "Terlalu sedikit petugas akan membaca perkara ini. Tidak ada yang diubah.",
    recused: "Seseorang di antara pembaca menyatakan benturan kepentingan dalam perkara ini. Tidak ada yang diubah.",
    lastReader:
      "Tidak ada petugas lain yang membaca perkara ini. Tugaskan dulu seorang rekan, lalu nyatakan benturannya.",
    forbidden: "Anda tidak berwenang, atau halaman ini sudah lama. Kunci lalu masuk lagi.",
    notFound: "Tidak ada, atau Anda tidak memegang kuncinya.",
    refused: "Server tidak menerimanya. Tidak ada yang disimpan.",
    tooLarge: "Ini terlalu besar. Tidak ada yang disimpan.",
    failed: "Ada yang salah di sini. Tidak ada yang disimpan. Coba lagi; jika tetap, beri tahu pengelola.",
    file: "Berkas tidak terbaca, atau berubah saat dibaca. Pilih lagi.",
  },

  inbox: {
    title: "Kotak masuk",
    count: (/** @type {number} */ total) => `${number.format(total)} perkara yang dapat Anda buka, yang terlama dulu`,
    pageTitle: (/** @type {number} */ unread) => (unread === 0 ? "Kotak masuk" : `Kotak masuk, ${unread} belum dibaca`),
    search: "Cari judul, nomor, atau unit di halaman ini",
    status: "Status",
    anyStatus: "Semua",
    table: "Perkara",
    columns: { case: "Perkara, kategori, golongan", number: "Nomor, diterima", status: "Status", due: "Tenggat" },
    late: (/** @type {number} */ count) => `Lewat tenggat, ${number.format(count)} perkara`,
    soon: (/** @type {number} */ count) => `Tiga hari kerja lagi atau kurang, ${number.format(count)} perkara`,
    later: (/** @type {number} */ count) => `Kemudian, ${number.format(count)} perkara`,
    done: (/** @type {number} */ count) => `Tanpa tenggat, ${number.format(count)} perkara`,
    opening: "Membuka…",
    openingShare: (/** @type {number} */ done, /** @type {number} */ all) => `${done} dari ${all} judul dibuka`,
    fresh: "Baru",
    message: "Pesan",
    approved: "Penyerahan menunggu petugas kedua",
    empty: "Belum ada laporan. Laporan baru muncul di sini begitu disegel untuk Anda.",
    noMatch: "Tidak ada yang cocok di halaman ini.",
    clear: "Hapus pencarian",
    range: (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ total) =>
      `${number.format(from)} sampai ${number.format(to)} dari ${number.format(total)}`,
    pages: "Halaman",
    next: "Berikutnya",
    previous: "Sebelumnya",
    refresh: "Baca ulang",
    keys: { move: "pindah", open: "buka", search: "cari" },
    keysOff: "Matikan pintasan",
    keysOn: "Hidupkan pintasan",
    refusedTitle: "Perkara ini tidak dapat dibuktikan",
  },

  due: {
    late: (/** @type {number} */ days) => `Lewat ${number.format(days)} hari kerja`,
    today: "Hari ini",
    left: (/** @type {number} */ days) => `${number.format(days)} hari kerja`,
    none: "Tanpa tenggat",
    verify: "Verifikasi",
    answer: "Jawaban pertama",
    result: "Hasil akhir",
    met: "terpenuhi",
    by: (/** @type {string} */ day) => `paling lambat ${day}`,
    label: "Tenggat",
    finished: "Selesai",
    bar: (/** @type {string} */ name, /** @type {string} */ day) =>
      `Dari hari diterima sampai ${name.toLowerCase()}, ${day}`,
  },

  refusals: {
    "refused-format": "Dokumennya tidak tertulis sebagaimana mestinya. Mungkin rusak, atau bukan dari program ini.",
    "refused-version":
      "Ditulis oleh versi program yang lebih baru. Muat ulang halaman; jika tetap, beri tahu pengelola.",
    "refused-seal":
      "Kunci Anda tidak membuka apa yang diberikan server sebagai milik Anda. Isinya diubah, atau disegel untuk orang lain.",
    "refused-signature": "Tanda tangan pada catatannya tidak asli. Ada yang mencoba mengubah siapa pembacanya.",
    "refused-trust":
      "Catatannya tidak didukung daftar penerima yang ditandatangani. Ada yang mencoba mengubah siapa pembacanya.",
    "refused-grant": "Kunci yang diberikan server bukan kunci yang disebut catatan bertanda tangan.",
    "refused-receipt": "Tanda terimanya tidak sah.",
    failed: "Halaman ini tidak dapat menyelesaikan pemeriksaannya.",
    what: "Yang perlu dilakukan",
    advice:
      "Jangan menulis apa pun ke perkara ini. Catat nomornya, beri tahu Inspektur dan pemegang kunci induk, lalu bandingkan dengan kotak masuk rekan.",
  },

  case: {
    back: "Kotak masuk",
    before: "Perkara sebelumnya",
    after: "Perkara berikutnya",
    opening: "Membuka dan memeriksa perkara…",
    whole: (/** @type {number} */ reporter, /** @type {number} */ officers) =>
      `Rantai utuh: pelapor ${reporter}, Inspektorat ${officers}`,
    broken: (/** @type {number} */ count) => `${number.format(count)} temuan, lihat linimasa`,
    sealedBy: {
      browser: "Disegel di perangkat pelapor",
      portal: "Disegel saat tiba di server",
      cli: "Disegel di perangkat pelapor oleh program wbs",
      offline: "Disegel di perangkat pelapor lewat halaman luring",
    },
    sealedMeans: {
      browser: "(menurut program pengirim; server tidak dapat membacanya)",
      portal: "(server dapat membacanya selama satu permintaan)",
      cli: "(menurut program pengirim; server tidak dapat membacanya)",
      offline: "(menurut program pengirim; server tidak dapat membacanya)",
    },
    jump: "Bagian perkara ini",
    report: "Laporan",
    noReport: "Laporannya sendiri tidak ada di sini. Lihat linimasa.",
    fields: {
      what: "Apa",
      accused: "Siapa",
      rank: "Golongan",
      where: "Di mana",
      region: "Wilayah yang dipilih",
      when: "Kapan",
      how: "Bagaimana",
      why: "Mengapa",
      loss: "Kerugian",
      witnesses: "Saksi",
      evidence_held_by: "Pemegang bukti",
      reported_elsewhere: "Dilaporkan di tempat lain",
      relation: "Hubungan pelapor",
      danger: "Bahaya",
      accommodation: "Kebutuhan",
      category: "Jenis perkara",
      timing: "Sudah terjadi",
      keep_from: "Yang tidak boleh tahu",
      identity_mode: "Identitas pelapor",
      contact: "Pelapor",
    },
    timings: { past: "sudah, dan telah selesai", ongoing: "masih berlangsung", expected: "belum, akan terjadi" },
    excluded: "Tidak menerima kunci",
    decisions: "Keputusan",
    status: "Status",
    statusServer: (/** @type {string} */ status) =>
      `Server menyatakan “${status}”. Yang berlaku status yang ditandatangani.`,
    received: "Laporan masuk",
    readers: "Pembaca perkara ini",
    you: "Anda",
    directory: "Daftar penerima",
    directoryVersion: (/** @type {number} */ version) => `Versi ${version}`,
    directoryOlder: (/** @type {number} */ older, /** @type {number} */ newest) =>
      `Disegel menurut versi ${older}; yang terbaru ${newest}.`,
    printed: (/** @type {string} */ number, /** @type {string} */ officer) => `${number}, dicetak oleh ${officer}`,
    export: "Ekspor berkas perkara",
  },

  evidence: {
    title: "Bukti",
    none: "Tidak ada berkas.",
    columns: { file: "Berkas", from: "Dari", digest: "SHA-256", act: "Tindakan" },
    report: "Laporan",
    reporter: "Pelapor",
    download: "Unduh",
    named: (/** @type {string} */ act, /** @type {string} */ name) => `${act}: ${name}`,
    opening: (/** @type {string} */ done, /** @type {string} */ all) => `${done} dari ${all} dibuka`,
    closed: "Belum dibuka",
    counted: "dihitung di sini saat dibuka",
    saved: "Diserahkan ke unduhan peramban. Kini tersimpan tanpa segel di komputer ini.",
    failed:
      "Berkas tidak lolos pemeriksaan. Isinya diubah, terpotong, atau bukan yang disebut pesannya. Tidak ada yang disimpan.",
    cancelled: "Dihentikan. Tidak ada yang disimpan.",
  },

  timeline: {
    title: "Linimasa",
    first: (/** @type {number} */ readers, /** @type {number} */ version) =>
      `Laporan diterima, disegel untuk ${number.format(readers)} penerima menurut daftar versi ${version}.`,
    epoch: (/** @type {string} */ who, /** @type {number} */ readers) =>
      `${who} memberi perkara kunci baru. ${number.format(readers)} petugas membaca mulai dari sini.`,
    access: (/** @type {string} */ who, /** @type {string} */ added) =>
      `${who} memberikan kunci perkara kepada ${added}.`,
    restored: (/** @type {string} */ added, /** @type {string} */ day) =>
      `Dipulihkan pejabat dengan kunci pemulihan pada ${day}: ${added} membaca perkara ini.`,
    recoveryKey: "Kunci pemulihan",
    reporter: "Pelapor",
    theReporter: "Pelapor",
    toReporter: "Kepada pelapor",
    you: "Anda",
    status: (/** @type {string} */ who, /** @type {string} */ status) => [
      `${who} mengubah status menjadi `,
      status,
      ".",
    ],
    removed: (/** @type {string} */ who, /** @type {number} */ count, /** @type {string} */ reason) =>
      `${who} menghapus ${number.format(count)} item sesuai waktunya. Alasan: ${reason}`,
    onlyFiles: "Mengirim berkas tanpa tulisan.",
    files: "Berkas",
    proofReporter: "Tanda tangan cocok dengan laporan pertama.",
    proofOfficer: (/** @type {string} */ who, /** @type {string} */ unit) =>
      unit
        ? `Ditandatangani ${who}, ${unit}. Tanda tangan cocok dengan daftar penerima.`
        : `Ditandatangani ${who}. Tanda tangan cocok dengan daftar penerima.`,
    seen: "Sudah dibaca pelapor.",
    unseen: "Belum terlihat dibaca.",
    unconfirmed: "Belum dipastikan: penulisnya sudah keluar dari daftar, dan tidak ada yang masih berlaku merujuknya.",
    fresh: "Baru",
  },

  findings: {
    place: (/** @type {string} */ who, /** @type {number} */ seq) => `${who}, nomor ${seq}`,
    what: "Yang perlu dilakukan",
    seal: [
      "Pesan ini tidak terbuka",
      "Segelnya tidak cocok dengan kunci perkara. Isinya diubah, atau ditaruh orang lain.",
    ],
    format: [
      "Pesan ini tidak terbaca",
      "Segelnya terbuka, tetapi isinya bukan pesan. Mungkin dari versi yang lebih baru, atau rusak.",
    ],
    signature: [
      "Tanda tangan ini tidak asli",
      "Pesan memakai nama yang tanda tangannya tidak cocok. Siapa pun bisa menulisnya, jadi tidak ditampilkan.",
    ],
    author: [
      "Ditulis orang yang tidak berwenang",
      "Penulisnya tidak membaca perkara ini, atau perannya tidak membalas. Tidak ditampilkan.",
    ],
    transplant: [
      "Pesan ini dari tempat lain",
      "Pesan ini milik perkara lain, atau tempat lain di perkara ini. Tidak ditampilkan.",
    ],
    replay: ["Pesan ini ada dua kali", "Isi tersegel yang sama ditaruh kedua kali. Ditampilkan sekali."],
    fork: [
      "Urutan pesan tidak cocok",
      "Dua pesan berbeda mengaku di tempat ini, atau pesan kemudian merujuk yang lain.",
    ],
    gap: [
      "Ada pesan yang hilang",
      "Pesan atau catatan kemudian merujuk pesan yang tidak ada di sini. Pesan itu ditahan atau hilang.",
    ],
    "not-confirmed": [
      "Belum dipastikan",
      "Penulisnya sudah keluar dari daftar, dan tidak ada yang masih berlaku merujuknya.",
    ],
    grant: [
      "Salah satu kunci perkara tidak asli",
      "Yang diberikan server sebagai kunci salah satu masanya tidak cocok dengan catatan bertanda tangan. Yang disegel untuk masa itu tidak terbuka di sini.",
    ],
    summary: [
      "Judul di kotak masuk bukan dari pelapor",
      "Ringkasannya bukan yang disebut laporan. Bacalah laporannya sendiri.",
    ],
    advice: "Jangan mengandalkan yang hilang. Minta pelapor mengulanginya, dan beri tahu Inspektur.",
  },

  reply: {
    title: "Tulis kepada pelapor",
    only: "Pelapor membaca ini.",
    label: "Balasan",
    readBy: (/** @type {number} */ count) => `Dibaca pelapor dan ${number.format(count)} petugas perkara ini`,
    files: "Berkas untuk pelapor",
    filesHint: "Paling banyak 10, masing-masing sampai 100 MB. Disegel di sini sebelum dikirim.",
    remove: "Buang",
    removeNamed: (/** @type {string} */ name) => `Buang ${name}`,
    send: "Tanda tangani dan kirim ke pelapor",
    sending: "Menyegel dan mengirim…",
    upload: (/** @type {string} */ name, /** @type {string} */ done, /** @type {string} */ all) =>
      `${name}: ${done} dari ${all} disegel dan terkirim`,
    sent: "Terkirim. Kini ada di linimasa.",
    stopped: "Dihentikan. Tidak ada yang terkirim; tulisan Anda masih di sini.",
    need: "Tulis balasan atau pilih berkas",
    tooLong: (/** @type {string} */ limit) => `Singkat tulisan menjadi ${limit} huruf`,
    tooMany: "Pilih paling banyak 10 berkas",
    tooLarge: (/** @type {string} */ name) => `“${name}” lebih besar dari 100 MB`,
    closed:
      "Anda tidak dapat menulis di sini. Rantai pesan Anda di perkara ini tidak utuh, atau Anda tidak memegang kunci terbarunya. Beri tahu Inspektur.",
    noRole: "Peran Anda membaca perkara ini, tetapi tidak membalas.",
    leaveTitle: "Tinggalkan tulisan yang belum terkirim?",
    leave: "Yang Anda tulis di sini belum terkirim.",
    leaveAct: "Buang",
    stay: "Lanjut menulis",
  },

  export: {
    title: (/** @type {string} */ number) => `Ekspor ${number}?`,
    about:
      "Anda mendapat satu berkas ZIP. Setiap pesan dan berkas di dalamnya disegel untuk kunci perkara ini, sehingga program age mana pun membukanya dengan kunci itu. Ekspor dicatat dalam jejak audit.",
    size: (/** @type {number} */ files) => `${number.format(files)} berkas diambil dan disegel ulang di peramban ini.`,
    begin: "Buat ekspor",
    progress: (/** @type {number} */ done, /** @type {number} */ all, /** @type {string} */ bytes) =>
      `Berkas ${done} dari ${all}, sejauh ini ${bytes}`,
    sealing: "Menyegel pesan…",
    doneTitle: (/** @type {string} */ number) => `${number} sudah diekspor`,
    done: "Ekspor diserahkan ke unduhan peramban.",
    doneFile: "Ekspor tersimpan di berkas yang Anda pilih.",
    full: "Penyimpanan penuh. Ekspor tidak dibuat, dan berkas yang setengah jadi dihapus. Kosongkan ruang atau pilih tempat lain, lalu coba lagi.",
    unwritable: "Berkas yang dipilih tidak dapat ditulis. Ekspor tidak dibuat. Pilih tempat lain, lalu coba lagi.",
    keyTitle: "Kunci perkara ini",
    keyWarning:
      "Siapa pun yang memegang kunci ini dan ekspornya membaca seluruh perkara, tanpa masuk dan tanpa jejak. Simpan di media lain dari ekspornya, dan musnahkan bila tidak diperlukan lagi.",
    keyAct: "Unduh kunci",
    keyFile:
      "Kunci perkara ini untuk program age. Siapa pun yang memegangnya dan ekspornya membaca seluruh perkara.\nSimpan di media lain dari ekspornya.",
    stopped: "Dihentikan. Tidak ada yang disimpan.",
    failed:
      "Ada berkas yang tidak lolos pemeriksaan, jadi ekspor tidak dibuat. Buka berkas satu per satu untuk melihat yang mana.",
  },

  categories: {
    "state-loss": "Kerugian keuangan negara",
    bribery: "Suap",
    embezzlement: "Penggelapan dalam jabatan",
    extortion: "Pemerasan",
    fraud: "Perbuatan curang",
    "procurement-conflict": "Benturan kepentingan dalam pengadaan",
    gratification: "Gratifikasi (hadiah karena jabatan)",
    "illegal-levy": "Pungutan liar (pungli)",
    "abuse-of-authority": "Penyalahgunaan wewenang",
    "conflict-of-interest": "Benturan kepentingan lain",
    nepotism: "Nepotisme atau kolusi",
    "misuse-of-assets": "Penyalahgunaan aset, anggaran, atau dana desa",
    procurement: "Pengadaan barang dan jasa",
    "sale-of-posts": "Jual beli jabatan, kepegawaian",
    discipline: "Pelanggaran disiplin",
    ethics: "Pelanggaran kode etik",
    retaliation: "Pembalasan terhadap pelapor",
    other: "Lainnya",
  },

  ranks: {
    staff: "pegawai",
    "office-head": "kepala dinas atau setara",
    leadership: "pimpinan daerah",
    inspectorate: "Inspektorat",
    unknown: "golongan tidak diketahui",
  },

  statuses: {
    submitted: "Terkirim",
    received: "Diterima",
    verified: "Diverifikasi",
    incomplete: "Perlu dilengkapi",
    reviewed: "Ditelaah",
    examined: "Dalam pemeriksaan",
    "follow-up": "Tindak lanjut",
    closed: "Selesai",
    "passed-on": "Diteruskan",
    "out-of-scope": "Bukan kewenangan kami",
    "not-actionable": "Tidak dapat ditindaklanjuti",
    postponed: "Ditunda",
    reopened: "Dibuka kembali",
  },
};

/** @typedef {typeof id} Words */
