/** What the page says about conflicts of interest, in Bahasa Indonesia. */

export const declaring = {
  title: (/** @type {string} */ number) => `Benturan kepentingan dalam ${number}?`,
  question: "Sebelum menulis di perkara ini: apakah Anda punya kepentingan di dalamnya? Misalnya:",
  examples: [
    "terlapor atau saksi adalah keluarga, teman dekat, atasan, atau bawahan Anda",
    "Anda ikut dalam kegiatan yang dilaporkan, atau pernah memeriksanya",
    "Anda mendapat untung atau rugi dari hasil perkara ini",
  ],
  signed:
    "Jawaban Anda ditandatangani dan hanya dibaca petugas perkara ini. Ditanyakan satu kali untuk setiap perkara.",
  none: "Tidak ada benturan",
  conflict: "Ada benturan",
  reasonLabel: "Hubungan apa? Hanya petugas perkara ini yang membacanya",
  needReason: "Tulis hubungannya",
  consequence:
    "Setelah ini Anda langsung tidak dapat membuka perkara ini lagi, dan tidak ada yang dapat menugaskan Anda kembali. Pernyataan ini tidak dapat ditarik.",
  prove: "Nyatakan benturan",
  leave: "Nyatakan benturan dan tinggalkan perkara",
  recusedTitle: (/** @type {string} */ name) => `${name} menyatakan benturan kepentingan`,
  recused:
    "Server sudah menutup perkara ini baginya. Kunci perkara pernah diberikan kepadanya: beri perkara ini kunci baru tanpa dia.",
  takeOff: (/** @type {string} */ name) => `Keluarkan ${name} sekarang`,
  grounds: (/** @type {string} */ name) => `${name} menyatakan benturan kepentingan.`,
};
