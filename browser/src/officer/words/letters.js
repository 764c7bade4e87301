/**
 * What letters to reporters say, in both languages. Contacts as on the public pages; no law is cited here, since an
 * agency's letterhead and legal basis are its own settings.
 */

export const LETTERS = {
  id: {
    number: "Nomor",
    subject: "Hal",
    subjects: {
      closed: "Pemberitahuan hasil penanganan laporan",
      "out-of-scope": "Pemberitahuan bahwa laporan bukan kewenangan kami",
      "not-actionable": "Pemberitahuan bahwa laporan tidak dapat ditindaklanjuti",
      "passed-on": "Pemberitahuan bahwa laporan diteruskan",
    },
    to: (/** @type {string} */ number) => `Yth. Pelapor perkara ${number}`,
    opening: (/** @type {string} */ day) =>
      `Terima kasih atas laporan Anda yang kami terima pada ${day}. Dengan surat ini kami beri tahukan hasilnya.`,
    outcome: "Hasil",
    reason: "Alasan",
    passedTo: "Ditangani oleh",
    mayTo: "Yang berwenang",
    reference: "Nomor di sana",
    grounds: "Uraian",
    measures: "Tindakan",
    secrecy:
      "Nama orang yang dilaporkan dan orang yang memberi keterangan tidak kami sebut. Identitas Anda, jika kami mengetahuinya, tetap dirahasiakan.",
    objection: (/** @type {number} */ days) =>
      `Jika Anda tidak setuju, sampaikan keberatan melalui kotak surat laporan ini dalam ${days} hari kerja sesudah surat ini masuk ke sana. Sesudah itu pun bukti baru tetap kami baca.`,
    others: "Anda juga dapat menghubungi:",
    ombudsman: "Ombudsman Republik Indonesia, jika pelayanan atau penanganan kami tidak semestinya: ombudsman.go.id",
    kpk: "Komisi Pemberantasan Korupsi (KPK), untuk tindak pidana korupsi: kws.kpk.go.id, telepon 198",
    lpsk: "Lembaga Perlindungan Saksi dan Korban (LPSK), jika Anda membutuhkan perlindungan: lpsk.go.id, telepon 148",
    retaliation: "Jika Anda mengalami tekanan atau pembalasan, tulislah segera melalui kotak surat ini.",
    closing: "Hormat kami,",
  },
  en: {
    number: "Number",
    subject: "Subject",
    subjects: {
      closed: "What came of your report",
      "out-of-scope": "Your report is outside our authority",
      "not-actionable": "Your report cannot be followed up",
      "passed-on": "Your report was passed on",
    },
    to: (/** @type {string} */ number) => `To the reporter of case ${number}`,
    opening: (/** @type {string} */ day) =>
      `Thank you for your report, which reached us on ${day}. With this letter we tell you what came of it.`,
    outcome: "Outcome",
    reason: "Reason",
    passedTo: "Handled by",
    mayTo: "Who has the authority",
    reference: "Number there",
    grounds: "Account",
    measures: "Measures",
    secrecy:
      "We name neither the people reported nor those who testified. Who you are, if we know it at all, stays secret.",
    objection: (/** @type {number} */ days) =>
      `If you disagree, object through the mailbox of this report within ${days} working days after this letter got there. We read new evidence after that, too.`,
    others: "You may also turn to:",
    ombudsman:
      "Ombudsman of the Republic of Indonesia, if our service or handling was not as it should be: ombudsman.go.id",
    kpk: "Corruption Eradication Commission (KPK), about crimes of corruption: kws.kpk.go.id, telephone 198",
    lpsk: "Witness and Victim Protection Agency (LPSK), if you need protection: lpsk.go.id, telephone 148",
    retaliation: "If you are put under pressure or retaliated against, write through this mailbox at once.",
    closing: "Yours faithfully,",
  },
};
