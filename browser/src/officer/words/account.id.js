/** What the officers' page says about one's own account, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const account = {
  passkeyProblems: {
    unsupported: "Peramban ini tidak dapat memakai kunci sandi di sini. Pakai kode dari autentikator.",
    cancelled: "Kunci sandi tidak dipakai, atau waktunya habis. Coba lagi.",
    known: "Perangkat ini sudah menyimpan kunci sandi untuk akun Anda.",
    failed: "Kunci sandi tidak menjawab dengan benar. Coba lagi, atau pakai kode dari autentikator.",
  },

  account: {
    title: "Akun saya",
    lead: "Hanya Anda yang dapat mengubah ini. Pengelola tidak dapat mengganti frasa sandi, faktor kedua, atau kunci Anda.",
    loading: "Membaca…",
    parts: {
      passphrase: "Frasa sandi",
      key: "Kunci saya",
      authenticator: "Aplikasi autentikator",
      recovery: "Kode pemulihan",
      passkeys: "Kunci sandi (passkey)",
      sessions: "Sesi",
      handover: "Serah terima perkara",
    },
    factors: { code: "Autentikator", "recovery-code": "Kode pemulihan", passkey: "Kunci sandi" },

    proof: {
      lead: "Buktikan bahwa ini Anda. Kode yang sudah dipakai untuk masuk tidak berlaku lagi; tunggu kode berikutnya.",
      act: "Lanjutkan",
      working: "Menghitung bukti dari frasa sandi…",
      need: "Isi frasa sandi dan kode.",
      wrong:
        "Frasa sandi atau kode tidak diterima. Pakai kode baru. Setelah beberapa kode salah, tunggu beberapa menit.",
    },

    authenticator: {
      text: "Enam angka dari aplikasi ini menjadi faktor kedua Anda. Ganti jika Anda pindah ponsel.",
      change: "Ganti aplikasi autentikator",
      scan: "1. Pindai kode ini dengan aplikasi yang baru, atau ketik kuncinya.",
      picture: "Kode QR untuk aplikasi autentikator",
      key: "Kunci",
      type: "2. Tulis enam angka yang ditunjukkan aplikasi yang baru",
      next: "3. Buktikan dengan frasa sandi dan kode yang lama (atau kode pemulihan)",
      act: "Ganti",
      cancel: "Batalkan",
      need: "Tulis enam angka dari aplikasi yang baru.",
      wrong:
        "Enam angka itu bukan dari kunci yang baru. Pastikan aplikasi yang baru sudah memindai kode ini, lalu coba lagi.",
      done: "Aplikasi autentikator sudah diganti. Yang lama tidak berlaku lagi, dan sesi Anda yang lain sudah diakhiri.",
      proveTitle: "Ganti aplikasi autentikator",
    },

    recovery: {
      text: "Kode pemulihan menggantikan kode autentikator jika ponsel hilang. Kode ini tidak menggantikan frasa sandi dan tidak membuka perkara.",
      left: (/** @type {number} */ left) =>
        left === 0 ? "Anda tidak punya kode pemulihan yang berlaku." : `${number.format(left)} kode masih berlaku.`,
      used: "Sudah dipakai:",
      make: "Buat sepuluh kode",
      remake: "Buat sepuluh kode baru",
      proveTitle: "Buat kode pemulihan",
      newTitle: "Sepuluh kode baru, hanya ditampilkan sekarang",
      keep: "Tulis atau cetak, lalu simpan terpisah dari ponsel dan frasa sandi. Semua kode sebelumnya tidak berlaku lagi.",
      hide: "Sudah saya simpan",
      usedTitle: "Kode pemulihan dipakai",
      usedText: (/** @type {number} */ used, /** @type {number} */ left) =>
        `Sejak Anda terakhir masuk dengan autentikator atau kunci sandi, ${number.format(used)} kode pemulihan dipakai. Masih ada ${number.format(left)}. Jika bukan Anda yang memakainya, ganti frasa sandi dan kode pemulihan sekarang, lalu beri tahu pengelola.`,
      open: "Buka Akun saya",
    },

    passkeys: {
      text: "Kunci sandi disimpan di perangkat atau kunci keamanan Anda dan meminta PIN, sidik jari, atau wajah.",
      none: "Belum ada kunci sandi.",
      unlocks: "Masuk dan membuka kunci dengan satu sentuhan",
      second: "Faktor kedua, di samping frasa sandi",
      added: (/** @type {string} */ when) => `Ditambahkan ${when}`,
      lastUsed: (/** @type {string} */ when) => `Terakhir dipakai ${when}`,
      unused: "Belum pernah dipakai",
      add: "Tambah kunci sandi",
      addTitle: "Tambah kunci sandi",
      touch: "Sentuh kunci sandi Anda. Sebagian perangkat meminta dua kali.",
      doneUnlocks: "Kunci sandi ditambahkan. Satu sentuhan kini masuk dan membuka kunci.",
      doneSecond: "Kunci sandi ditambahkan sebagai faktor kedua, di samping frasa sandi.",
      remove: "Hapus",
      removeName: (/** @type {number} */ place) => `Hapus kunci sandi ${number.format(place)}`,
      name: (/** @type {number} */ place) => `Kunci sandi ${number.format(place)}`,
      removeTitle: (/** @type {number} */ place) => `Hapus kunci sandi ${number.format(place)}?`,
      removeText:
        "Kunci sandi ini tidak dapat lagi masuk atau membuka kunci. Sesi lain yang dimulai dengan kunci sandi diakhiri. Ini tidak dapat dibatalkan, tetapi kunci sandi dapat ditambahkan lagi.",
      full: "Sudah ada sepuluh kunci sandi. Hapus satu dulu.",
    },

    sessions: {
      text: "Di mana saja Anda sedang masuk. Peramban dan alamat tidak dicatat.",
      begun: "Dimulai",
      lastUsed: "Terakhir dipakai",
      factor: "Dengan",
      act: "Tindakan",
      current: "Sesi ini",
      end: "Akhiri",
      endName: (/** @type {string} */ when) => `Akhiri sesi yang dimulai ${when}`,
      endOthers: "Akhiri semua sesi lain",
      only: "Tidak ada sesi lain.",
      ended: "Sesi sudah diakhiri.",
    },

    handover: {
      text: "Anda atau seorang rekan pindah tugas, berhenti, atau lama tidak hadir? Serahkan perkaranya kepada petugas lain.",
      open: "Serah terima perkara",
    },
  },
};
