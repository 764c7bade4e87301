/** What the page says that was found in a chosen file, in Bahasa Indonesia; keys are those of docs/spec/metadata.md. */

export const looking = {
  kinds: {
    position: "Tempat",
    author: "Nama",
    device: "Perangkat",
    serial: "Nomor seri",
    identifier: "Nomor berkas ini",
    path: "Folder di komputer",
    time: "Waktu",
    software: "Program",
    title: "Judul",
    comment: "Catatan",
    revision: "Versi lama atau kata yang sudah dihapus",
    thumbnail: "Gambar kecil pratinjau",
    embedded: "Berkas lain di dalamnya",
    other: "Data tersembunyi lain",
  },
  isThere: "ada di dalam berkas",
  told: {
    looking: "Peramban sedang memeriksanya…",
    found: "Berkas ini memuat lebih dari yang tampak. Keterangannya dapat menunjuk pelapor atau pembuatnya:",
    "found-nothing-whole":
      "Tidak ditemukan nama, tempat, atau waktu tersembunyi. Isi yang tampak dan nama berkas tetap dapat menunjuk seseorang.",
    "found-nothing-part": "Tidak ditemukan keterangan tersembunyi, tetapi tidak semua bagian dapat diperiksa.",
    "found-nothing-damaged": "Berkas rusak, sehingga isinya tidak dapat diperiksa seluruhnya.",
    "found-nothing-encrypted": "Berkas terkunci sandi, sehingga isinya tidak dapat diperiksa.",
    "found-nothing-unknown":
      "Jenis berkas ini tidak dapat diperiksa di sini. Mungkin memuat nama pembuat, tempat, dan waktu.",
    "found-more-part": "Tidak semua bagian dapat diperiksa; mungkin masih ada yang lain.",
    "found-more-damaged": "Berkas rusak; mungkin masih ada yang lain.",
    "found-more-encrypted": "Sebagian terkunci sandi; mungkin masih ada yang lain.",
    "not-looked":
      "Bagian yang memeriksa berkas tidak dapat diambil, atau berhenti di berkas ini. Buang dan pilih lagi, atau:",
    stripped: "Keterangan tersembunyi sudah dihapus. Gambarnya sendiri tidak berubah.",
    "not-stripped": "Keterangan itu tidak dapat dihapus di sini. Kirim apa adanya, atau buang berkasnya:",
    kept: "Dikirim apa adanya, beserta keterangan tersembunyinya.",
  },
  strip: "Hapus keterangan itu",
  keep: "Kirim apa adanya",
  waits: (/** @type {number} */ count) => `${count} berkas menunggu keputusan Anda.`,
};
