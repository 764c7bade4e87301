/** What the officers' page says on the way in by an invitation, in Bahasa Indonesia. */

export const enrolment = {
  link: "Saya punya undangan",
  title: "Mendaftar dengan undangan",
  step: (/** @type {number} */ place, /** @type {number} */ of) => `Langkah ${place} dari ${of}`,
  lead: "Administrator instansi memberi Anda kode undangan. Kunci Anda dibuat di peramban ini dan tidak pernah dikirim tanpa dibungkus.",
  code: "Kode undangan",
  codeHint: "Enam belas huruf dan angka, dalam kelompok empat",
  open: "Buka undangan",
  opening: "Membuka…",
  needCode: "Isi kode undangan.",
  wrongCode:
    "Kode ini tidak berlaku: salah, sudah dipakai, dibatalkan, atau lewat 24 jam. Minta kode baru kepada administrator.",
  untrusted:
    "Dokumen bertanda tangan di server ini tidak dapat dibuktikan. Jangan lanjutkan; beri tahu pejabat pemegang kunci induk.",
  who: { office: "Instansi", name: "Nama", unit: "Unit", roles: "Peran yang diminta", login: "Nama masuk" },
  compareText:
    "Cocokkan kedelapan kata di bawah ini, satu per satu, dengan lembar dari pejabat atau poster instansi. Inilah dasar semua kepercayaan Anda nanti: server yang jahat akan menampilkan kata lain.",
  installation: "Seluruh layanan",
  same: "Semua kata sama dengan yang di kertas",
  needSame: "Cocokkan dulu kata-katanya. Jika ada yang berbeda, berhenti dan beri tahu pejabat pemegang kunci induk.",
  next: "Lanjut",
  passphraseText:
    "Tujuh kata ini frasa sandi Anda. Tulis di kertas dan simpan terpisah dari ponsel. Tidak ada yang dapat mengembalikannya: jika hilang, Anda didaftarkan ulang.",
  written: "Sudah saya tulis",
  again: "Ketik frasa sandi dari kertas",
  againHint: "Tujuh kata, dipisahkan spasi",
  wrongAgain: "Kata-kata itu berbeda dari frasa sandi Anda. Periksa kertas Anda.",
  lookAgain: "Tampilkan frasa sandi sekali lagi",
  scan: "Pindai dengan aplikasi autentikator di ponsel Anda, atau ketik kuncinya.",
  picture: "Kode QR untuk aplikasi autentikator",
  key: "Kunci",
  type: "Enam angka yang ditampilkan aplikasi",
  needProof: "Isi enam angka dari aplikasi autentikator.",
  wrongProof: "Enam angka itu tidak cocok. Tunggu angka berikutnya, periksa jam ponsel, lalu coba lagi.",
  make: "Buat kunci dan akun",
  making: "Membuat kunci…",
  waitingTitle: "Menunggu pejabat",
  made: "Akun dan kunci Anda sudah dibuat. Belum ada yang dapat Anda baca: para pejabat harus menandatangani daftar yang memuat kunci Anda.",
  waits: "Frasa sandi dan kode Anda benar. Para pejabat belum menerbitkan daftar yang memuat kunci Anda.",
  wordsTitle: "Delapan kata permintaan Anda",
  wordsText: "Tulis kata-kata ini. Pejabat menanyakannya langsung atau lewat telepon sebelum menandatangani.",
  then: [
    "Administrator menyerahkan permintaan Anda kepada para pejabat.",
    "Pejabat mencocokkan delapan kata dengan Anda, lalu menandatangani daftar baru.",
    "Setelah daftar terbit, masuklah dengan frasa sandi dan kode Anda.",
  ],
  download: "Unduh berkas permintaan",
  foreign:
    "Server memberikan permintaan lain sebagai ganti permintaan Anda. Permintaan itu bukan dari kunci Anda, dan kata-katanya tidak ditampilkan. Beri tahu para pejabat agar tidak menandatangani permintaan apa pun atas nama Anda.",
  back: "Ke halaman masuk",
};
