/** What the page says about handing a case over, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const refer = {
  title: "Teruskan",
  lead: "Bukan kewenangan kita? Perkara diteruskan, tidak ditolak.",
  open: "Teruskan perkara ini",
  dialogTitle: (/** @type {string} */ caseNumber) => `Teruskan ${caseNumber}?`,
  looking: "Sebentar…",
  working: "Sebentar…",
  which: "Ke mana?",
  ways: {
    agency: "Inspektorat lain di sistem ini",
    authority: "Lembaga berwenang di luar sistem ini",
    lapor: "SP4N-LAPOR!",
  },
  means: {
    agency: "Tetap tersegel; pelapor memakai tanda terima yang sama.",
    authority: "Surat penerusan, atau berkas tersegel untuk kunci lembaga itu.",
    lapor: "Pelayanan publik, tanpa kadar pengawasan, dan hanya dengan persetujuan pelapor.",
  },
  notOurs: (/** @type {string} */ who) => `Perkara ini ditangani ${who}. Hanya petugasnya yang meneruskannya.`,
  notWhole:
    "Dalam perkara ini Anda tidak dapat menulis sekarang, jadi tidak dapat meneruskannya. Lihat peringatan di perkara.",
  choose: "Pilih",
  reason: "Alasan",
  told: "Keterangan untuk pelapor",
  toldHint: "Pelapor membaca ini bersama siapa yang menangani sekarang. Boleh kosong, kecuali alasannya lain-lain.",
  needTold: "Tulis keterangan: alasannya lain-lain",
  referenceIs: (/** @type {string} */ reference) => `Nomor rujukan: ${reference}`,
  print: "Cetak surat",

  target: "Inspektorat yang mengambil alih",
  targetHint: "Yang tidak dapat dipilih tidak boleh membaca perkara seperti ini.",
  states: {
    level: (/** @type {string} */ who) => `ditangani ${who}`,
    excluded: "dikecualikan pelapor",
    closed: "belum menerima perkara",
  },
  rank: "Golongan terlapor menurut telaah",
  rankHint: "Pelapor tidak menyebutkannya. Tabel yang ditandatangani menentukan siapa yang boleh menangani.",
  willRead: (/** @type {string} */ who) => `Sesudahnya hanya mereka di ${who} yang membaca:`,
  willLeave:
    "Mereka membaca semuanya, termasuk catatan petugas instansi Anda dan benturan kepentingan yang dinyatakan. Petugas instansi Anda tidak membaca apa pun yang ditulis sesudahnya. Yang sudah dibaca tidak dapat ditarik kembali.",
  twoOfficers:
    "Untuk menyerahkan perkara diperlukan dua petugas: Anda menyetujui dahulu, lalu seorang rekan memeriksanya dan menyerahkan perkara.",
  whoNext: "Rekan yang membaca perkara ini dan dapat menyerahkannya:",
  letInFirst:
    "Belum ada rekan yang membaca perkara ini. Beri akses dahulu kepada salah seorang dari mereka; persetujuan yang diberikan sebelum itu tidak berlaku lagi.",
  grounds: "Alasan untuk rekan",
  groundsHint: "Dibaca petugas yang membaca perkara ini, tidak oleh pelapor.",
  needGrounds: "Tulis alasannya",
  approve: "Setujui penyerahan",
  proposed: (/** @type {string} */ who) => `Disetujui untuk diserahkan kepada ${who}.`,
  youApproved: (/** @type {string} */ who) =>
    `Anda menyetujui penyerahan kepada ${who}. Perkara baru diserahkan bila seorang rekan melakukannya.`,
  disapprove: "Tarik kembali persetujuan",
  newKeyHint: "Kunci perkara ini sekaligus diganti, agar yang ditarik tidak dapat dipakai siapa pun.",
  holdsFor: "Persetujuan berlaku 14 hari, hanya untuk pembaca di atas, dan selama pembaca dan kunci perkara ini tetap.",
  approvedBy: (/** @type {string} */ who) => `Disetujui oleh ${who}. Baca alasannya di catatan petugas, lalu serahkan.`,
  alone:
    "Tidak ada petugas lain yang dapat memutuskan dalam perkara ini. Anda menyerahkannya sendiri, dan register mencatatnya demikian.",
  transfer: "Serahkan perkara",
  needTarget: "Pilih inspektorat yang mengambil alih",
  transferred: (/** @type {string} */ who) => `Perkara diserahkan kepada ${who}. Pelapor diberi tahu.`,
  toInbox: "Kembali ke kotak masuk",

  authority: "Lembaga",
  other: "Lainnya",
  name: "Nama lembaga",
  address: "Alamat",
  how: "Caranya",
  asLetter: "Surat penerusan yang dicetak",
  asBundle: "Berkas tersegel: seluruh perkara untuk kunci age lembaga itu",
  key: "Kunci age lembaga",
  keyHint: "Dimulai dengan age1. Bandingkan dengan lembaga itu melalui telepon atau surat sebelum dipakai.",
  classical:
    "Kunci jenis lama: berkas yang disalin hari ini dapat dibuka komputer kuantum kelak. Mintalah kunci age1pq jika ada.",
  contact: "Dasar menyertakan keterangan diri pelapor",
  contactHint:
    "Laporan aslinya memuat keterangan tentang pelapor, atau siapa yang tidak dipercayainya. Kosongkan agar hanya isi perkaranya yang diteruskan; isi dasar hukumnya hanya jika laporan asli harus disertakan.",
  letter: "Surat",
  letterHint: "Jangan tulis nama pelapor atau nomor perkara. Surat tidak disimpan di server.",
  paper: {
    number: (/** @type {string} */ number) => `Nomor: ${number}`,
    reference: (/** @type {string} */ reference) => `Nomor rujukan: ${reference}`,
    subject: "Hal: Penerusan pengaduan",
    to: (/** @type {string} */ who) => `Yth. ${who}`,
    opening: (/** @type {string} */ day, /** @type {string} */ who) =>
      `Bersama ini kami teruskan pengaduan yang kami terima pada ${day}. Menurut telaah kami, hal itu merupakan kewenangan ${who}.`,
    matter: "Pokok pengaduan:",
    end: "Identitas pelapor tidak kami sertakan. Mohon jawaban disampaikan kepada kami dengan menyebut nomor rujukan di atas.",
    closing: "Hormat kami,",
  },
  handOver: "Teruskan dan catat",
  needName: "Tulis nama lembaga",
  needKey: "Itu bukan kunci age. Periksa lagi, huruf demi huruf.",
  sealing: (/** @type {number} */ done, /** @type {number} */ all) =>
    `Menyegel berkas ${number.format(done)} dari ${number.format(all)}…`,
  noted: (
    /** @type {string} */ who,
    /** @type {string} */ reference,
    /** @type {string} */ digest,
    /** @type {string} */ contact,
  ) =>
    [
      `Diteruskan kepada ${who}. Nomor rujukan ${reference}.`,
      digest && `SHA-256 manifes: ${digest}.`,
      contact && `Keterangan diri pelapor disertakan. Dasar: ${contact}`,
    ]
      .filter(Boolean)
      .join(" "),
  handedOver: "Penerusan tercatat dan pelapor diberi tahu.",
  digestIs: "SHA-256 manifes berkas, untuk berita acara:",
  notNoted: "Catatan petugas tentang penerusan ini belum tersimpan. Tulis sendiri di Catatan petugas.",

  flagged: "Periksa lagi sebelum teks ini keluar:",
  flags: {
    number: "memuat nomor perkara",
    digits: "memuat deretan angka, mungkin nomor telepon, NIP, atau NIK",
    address: "memuat alamat surel atau situs",
    person: "memuat nama orang yang dilaporkan",
  },

  lapor: {
    otherClass:
      "Hanya perkara yang sudah ditetapkan tidak berkadar pengawasan yang dapat diteruskan ke SP4N-LAPOR!. Tetapkan kadarnya pada langkah verifikasi.",
    declined: "Pelapor tidak setuju teks itu diteruskan. Anda boleh mengusulkan teks lain.",
    waiting: "Pelapor belum menjawab usulan ini. Tanpa persetujuannya, tidak ada yang diteruskan.",
    agreed: "Pelapor menyetujui teks ini, kata demi kata. Hanya teks ini yang boleh diteruskan, tanpa lampiran.",
    about:
      "Tulis ulang pokoknya tanpa apa pun yang dapat menunjuk pelapor. Pelapor melihat teks ini persis seperti di sini, lalu menjawab setuju atau tidak.",
    title: "Judul",
    content: "Isi",
    contentHint:
      "Di SP4N-LAPOR! teks ini dibaca petugas lembaga lain. Tanpa nama, nomor, dan rincian yang hanya diketahui satu orang.",
    ask: "Pertanyaan kepada pelapor",
    question:
      "Hal yang Anda sampaikan menyangkut pelayanan publik. Kami ingin meneruskannya ke SP4N-LAPOR! sebagai laporan anonim dan rahasia, dengan teks di bawah ini saja. Apakah Anda setuju? Jika tidak, laporan Anda tetap kami tangani di sini.",
    proposal: "Usulan teks untuk SP4N-LAPOR!",
    propose: "Minta persetujuan pelapor",
    proposed: "Usulan terkirim. Jawaban pelapor akan muncul di sini.",
    needText: "Lengkapi judul, isi, dan pertanyaan",
    anonymous: "anonim",
    secret: "rahasia",
    byHand:
      "Masukkan sendiri di SP4N-LAPOR! dengan anonim dan rahasia dicentang, lalu catat nomor pelacakannya di bawah ini.",
    table: "Unduh CSV",
    print: "Cetak teks",
    byJob: "Atau serahkan ke pengiriman otomatis, yang setiap malam mengirimnya ke SP4N-LAPOR!.",
    withdraw: "Tarik kembali dari pengiriman otomatis",
    queue: "Serahkan ke pengiriman otomatis",
    parcels: {
      waiting: "Menunggu pengiriman otomatis malam ini.",
      sending: "Sedang dikirim.",
      sent: "Terkirim. Nomor pelacakannya sudah diisikan di bawah; periksa, lalu catat.",
      refused:
        "Tidak diterima: oleh SP4N-LAPOR!, atau karena petugas yang menyerahkannya tidak lagi membaca perkara ini. Masukkan sendiri, atau coba lagi.",
      lapsed:
        "Tidak dikirim: lebih dari tujuh hari menunggu, atau perkara ini berubah sesudahnya. Periksa lagi, lalu serahkan sekali lagi.",
      unknown:
        "Tidak ada jawaban: mungkin sudah masuk. Cari dahulu di SP4N-LAPOR! sebelum mengirim lagi, agar tidak dua kali.",
    },
    tracking: "Nomor pelacakan",
    trackingHint: "Pelapor melihat nomor ini.",
    record: "Catat dan beri tahu pelapor",
    needTracking: "Tulis nomor pelacakan: huruf, angka, titik, garis miring, atau tanda hubung",
    recorded: (/** @type {string} */ id) => `Tercatat dengan nomor pelacakan ${id}. Pelapor diberi tahu.`,
  },

  answer: {
    title: "Jawaban ke SP4N-LAPOR!",
    lead: "Pengaduan ini masuk melalui SP4N-LAPOR!. Sampaikan hasilnya ke sana.",
    open: "Siapkan jawaban",
    about:
      "Tulis hasilnya tanpa nama, nomor, atau hal yang dapat menunjuk pelapor, saksi, atau terlapor. Ketik teks ini di SP4N-LAPOR! pada nomor pelacakan di bawah, lalu catat di sini. Sistem ini tidak mengirim apa pun ke sana.",
    tracking: "Nomor pelacakan",
    text: "Teks jawaban",
    textHint: "Dibaca admin dan pejabat penghubung SP4N-LAPOR!, dan mungkin oleh umum.",
    proposed: (
      /** @type {string} */ who,
      /** @type {string} */ day,
      /** @type {string} */ status,
      /** @type {string} */ outcome,
    ) =>
      `Pengaduan telah ditangani oleh ${who}. Status per ${day}: ${status}.${outcome && ` Hasil: ${outcome}.`} Rincian pemeriksaan bersifat rahasia.`,
    record: "Sudah disampaikan; catat",
    needText: "Tulis teks jawabannya",
    noted: (/** @type {string} */ reference, /** @type {string} */ text) =>
      `Jawaban ke SP4N-LAPOR!, nomor rujukan ${reference}:\n\n${text}`,
    recorded: "Jawaban ke SP4N-LAPOR! tercatat di register.",
  },

  register: {
    title: "Register penerusan",
    lead: "Penerusan perkara yang dapat Anda baca, yang Anda baca sampai diserahkan ke inspektorat lain, dan yang Anda lakukan sendiri. Nomor rujukan bukan nomor perkara.",
    leadLiaison:
      "Yang diteruskan instansi ini ke SP4N-LAPOR!. Teksnya Anda terima dari petugas perkara dengan nomor rujukan yang sama; nomor rujukan bukan nomor perkara.",
    none: "Belum ada penerusan.",
    table: "Unduh CSV",
    day: "Tanggal",
    way: "Cara",
    to: "Kepada",
    reference: "Nomor rujukan",
    officer: "Petugas",
    second: "Disetujui oleh",
    alone: "tanpa petugas kedua",
    digest: "SHA-256",
    case: "Perkara",
    open: "Buka",
    gone: "tidak Anda baca lagi",
    ways: {
      transfer: "Serah ke inspektorat lain",
      bundle: "Berkas tersegel",
      letter: "Surat",
      lapor: "SP4N-LAPOR!",
      "lapor-answer": "Jawaban ke SP4N-LAPOR!",
    },
  },
};
