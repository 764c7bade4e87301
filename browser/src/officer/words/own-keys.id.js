/** What "My account" says about one's own passphrase and key, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const ownKeys = {
  passphrase: {
    text: "Tujuh kata ini membuka kunci Anda. Ganti jika ada yang mungkin melihatnya. Tidak seorang pun dapat menggantinya untuk Anda.",
    change: "Ganti frasa sandi",
    keep: "Tujuh kata baru. Tulis di kertas; kata lama berlaku sampai langkah terakhir selesai.",
    act: "Ganti",
    waits:
      "Ada kunci baru yang menunggu pejabat. Tunggu sampai daftarnya terbit lalu masuk lagi, atau batalkan dulu kunci baru itu.",
    proveTitle: "Ganti frasa sandi",
    done: "Frasa sandi diganti, dan sesi Anda yang lain diakhiri. Musnahkan kertas yang lama. Tambahkan kunci sandi lagi jika ada yang mencurigakan.",
  },
  key: {
    text: "Kunci Anda membuka perkara dan menandatangani jawaban. Perbarui jika komputer Anda mungkin dibaca orang lain, atau bila daftar meminta.",
    ask: "Perbarui kunci",
    proveTitle: "Perbarui kunci",
    waits:
      "Kunci baru sudah dibuat. Kunci lama tetap berlaku sampai para pejabat menerbitkan daftar yang memuat kunci baru.",
    then: "Setelah daftar terbit, keluar lalu masuk lagi dengan frasa sandi. Di sini Anda menyegel ulang perkara ke kunci baru.",
    withdraw: "Batalkan kunci baru",
    withdrawTitle: "Batalkan kunci baru?",
    withdrawText:
      "Kunci baru dan permintaannya dihapus. Berkas permintaan yang sudah diserahkan tidak boleh ditandatangani lagi; beri tahu pejabat.",
    listed:
      "Daftar memuat kunci baru Anda. Segel ulang perkara Anda ke kunci baru; setelah semuanya selesai, kunci lama dihapus.",
    seal: "Segel ulang perkara saya",
    sealing: "Menyegel ulang perkara",
    progress: (/** @type {number} */ done, /** @type {number} */ all) =>
      `${number.format(done)} dari ${number.format(all)} perkara`,
    sealed: (/** @type {number} */ done) =>
      `Selesai: ${number.format(done)} perkara terbuka dengan kunci baru. Kunci lama sudah dihapus. Kunci sandi yang membuka kunci lama perlu ditambahkan lagi.`,
    left: (/** @type {number} */ left) =>
      `${number.format(left)} perkara belum dapat disegel ulang, jadi kunci lama tetap disimpan. Coba lagi, atau minta rekan memulai kunci perkara yang baru.`,
    stopped: "Dihentikan. Yang sudah disegel ulang tetap berlaku; lanjutkan kapan saja.",
  },
};
