"""Why a step was refused, in Indonesian: officials read it, and the libraries below speak English to operators."""

import re

_TEXTS = {
    "not a checkpoint": "bukan titik periksa",
    "not the origin of an audit log": "bukan titik periksa jejak audit",
    "a checkpoint is text in UTF-8": "titik periksa adalah teks dalam UTF-8",
    "a checkpoint is a short text": "titik periksa adalah teks pendek",
    "a root has 32 bytes": "akar pada baris ketiga tidak lengkap",
    "not base64": "berkas ini memuat huruf yang tidak semestinya",
    "a line that is no signature follows the checkpoint": "ada baris di bawah titik periksa yang bukan tanda tangan",
    "a signature without a name": "ada tanda tangan tanpa nama",
    "there is no checkpoint yet; wbs maintain makes them": "belum ada titik periksa; wbs maintain membuatnya",
    "there is no audit log yet": "belum ada jejak audit",
    "there is no such agency": "instansi itu tidak ada",
    # passphrases and files
    "a passphrase is asked on a terminal, or read from --passphrase-file or -fd": (
        "frasa sandi ditanyakan di terminal, atau dibaca dari --passphrase-file atau --passphrase-fd"
    ),
    "a passphrase is one line of letters, digits and signs of an ordinary keyboard": (
        "frasa sandi adalah satu baris huruf, angka, dan tanda dari papan tombol biasa"
    ),
    "a passphrase has at least 20 characters; seven drawn words are better": (
        "frasa sandi paling sedikit 20 karakter; tujuh kata yang diundi lebih baik"
    ),
    "the passphrase was not typed the same again": "frasa sandi tidak diketik sama",
    "the passphrase is wrong, or the key file was altered": "frasa sandi salah, atau berkas kunci telah diubah",
    "a name without letters": "nama tanpa huruf",
    "too large for a root key": "berkas ini terlalu besar untuk kunci induk",
    "a key file that names another key": "berkas kunci ini menyebut kunci lain",
    "not sealed with a passphrase": "berkas ini tidak ditutup dengan frasa sandi",
    "scrypt stanza of the wrong size": "berkas kunci ini rusak",
    "scrypt work factor out of range": "berkas kunci ini meminta kerja yang tidak wajar untuk dibuka",
    "payload is cut off": "berkas kunci ini terpotong",
    "names are of small letters, digits and underscores, and not long": (
        "nama terdiri dari huruf kecil, angka, dan garis bawah, dan tidak panjang"
    ),
    # signing
    "this key is in none of the roots that may sign here": (
        "kunci ini tidak tercantum dalam akar yang berhak menandatangani"
    ),
    "the roots list this key under another office than its own": "akar mencantumkan kunci ini pada jabatan lain",
    "the roots in the folder are not those that this key signed": (
        "akar di folder ini bukan akar yang dulu ditandatangani kunci ini"
    ),
    "the agencies document names other roots than those that this key signed": (
        "daftar inspektorat ini menyebut akar lain daripada yang ditandatangani kunci ini"
    ),
    "the roots are not the anchored ones": "akar ini bukan akar dengan sidik jari yang disebut",
    "this key signed a newer version already": "kunci ini sudah menandatangani versi yang lebih baru",
    "this key signed another document under this version": (
        "kunci ini sudah menandatangani naskah lain dengan versi ini"
    ),
    "the history does not hold the version that this key signed last": (
        "riwayat di folder ini tidak memuat versi yang terakhir ditandatangani kunci ini"
    ),
    "the draft does not stand under the newest roots in the folder": (
        "rancangan ini tidak berdiri di bawah akar terbaru di folder ini"
    ),
    "the version before this one is not in the folder": "versi sebelumnya tidak ada di folder ini",
    "another document of this version is in the folder already": "naskah lain dengan versi ini sudah ada di folder ini",
    "with --yes, say which roots are meant by --root": "dengan --yes, sebutkan akar yang dimaksud dengan --root",
    "the signatures stand under different documents": "tanda tangan ini berada di bawah naskah yang berbeda-beda",
    "nobody who may has signed": "tidak seorang pun yang berhak telah menandatangani",
    "payload type and inner type disagree": "jenis naskah di luar dan di dalam tidak sama",
    "exactly one signature is expected": "harus ada tepat satu tanda tangan",
    "ed25519 signature does not verify": "tanda tangan tidak cocok",
    "fewer officials signed than the threshold asks": "tanda tangan pejabat belum cukup",
    # roots
    "a root key stands twice": "satu kunci induk tercantum dua kali",
    "the threshold exceeds the number of root keys": "tanda tangan yang diminta lebih banyak daripada kunci induk",
    "a threshold of one is nobody's control": "satu tanda tangan saja berarti tidak ada yang mengawasi",
    "recovery shares do not add up": "bagian kunci pemulihan tidak sesuai",
    "roots of another agency": "akar instansi lain",
    "say both how many shares restore the recovery key and who holds them": (
        "sebutkan jumlah bagian yang memulihkan dan siapa saja pemegangnya"
    ),
    # directory
    "a reader id stands twice or is reserved": "satu id tercantum dua kali, atau id itu tidak boleh dipakai",
    "the directory's dates are out of order": "urutan tanggal daftar ini salah",
    "the directory has expired": "daftar ini sudah berakhir",
    "fewer receivers than the policy asks": "penerima kurang dari yang diminta aturan",
    "a reader's service ended before the directory was issued, or before it began": (
        "masa tugas seorang petugas berakhir sebelum daftar ini ditetapkan, atau sebelum mulai"
    ),
    "a key stands twice in the directory": "satu kunci tercantum dua kali dalam daftar ini",
    "only a first version has no previous one": "hanya versi pertama yang tidak menggantikan apa pun",
    "no such day": "tanggal itu tidak ada",
    "the custodian is also a reader": "pemegang identitas juga tercantum sebagai petugas",
    "a directory that the roots did not sign": "daftar yang tidak ditandatangani pemegang akar",
    "no directory under the newest roots": "belum ada daftar penerima di bawah akar terbaru",
    "the directory is older than one seen before": "daftar ini lebih lama daripada yang pernah dilihat",
    "two different directories with one version": "ada dua daftar berbeda dengan satu versi",
    "an agency without a directory": "instansi ini belum mempunyai daftar penerima",
    "a directory of another agency, or under roots that are gone": (
        "daftar milik instansi lain, atau di bawah akar yang sudah diganti"
    ),
    "a directory has one custodian": "satu daftar hanya mempunyai satu pemegang identitas",
    "this id is listed already; replace its keys, or remove it first": (
        "id ini sudah tercantum; gunakan replace untuk kuncinya, atau remove lebih dahulu"
    ),
    "this id is not listed; add it instead": "id ini belum tercantum; gunakan add",
    "this id is not listed": "id ini tidak tercantum",
    "keys are changed by enrolment requests only": "kunci hanya diganti melalui permintaan pendaftaran",
    "the first version needs at least one enrolment request": (
        "versi pertama memerlukan sedikitnya satu permintaan pendaftaran"
    ),
    "there is no directory to renew; draft the first one": "belum ada daftar untuk diperbarui; buat yang pertama",
    "the next version begins like the one before; change it by add, replace and set": (
        "versi berikutnya dimulai seperti yang sebelumnya; ubah dengan add, replace, dan set"
    ),
    "a channel is given as NAME=ADDRESS": "jalur ditulis sebagai NAMA=ALAMAT",
    "a recovery key of another agency": "kunci pemulihan milik instansi lain",
    # enrolment requests
    "a renewal, and nothing else, is also signed with the old key": (
        "pembaruan kunci, dan hanya itu, ditandatangani juga dengan kunci lama"
    ),
    "an enrolment request is signed by its own key, and by the one it replaces": (
        "permintaan ini tidak ditandatangani kuncinya sendiri, atau tidak oleh kunci yang digantikannya"
    ),
    "a request for an agency or an id that no officer has": (
        "permintaan untuk instansi atau id yang tidak dipakai petugas"
    ),
    "the roles of a request are sorted, each once": "peran dalam permintaan ini tidak tersusun semestinya",
    "a custodian is nothing else": "pemegang identitas tidak boleh merangkap peran lain",
    "a renewal of a key that nobody has": "pembaruan untuk kunci yang tidak dimiliki siapa pun",
    "a renewal of another key than the listed one": "pembaruan untuk kunci lain daripada yang tercantum",
    "a request for another agency": "permintaan untuk instansi lain",
    # agencies
    "no agency may receive a report about this rank": (
        "tidak ada instansi yang boleh menerima laporan tentang golongan ini"
    ),
    "an agency stands twice or is reserved": "satu instansi tercantum dua kali, atau kodenya tidak boleh dipakai",
    "a rank stands twice, or a route leads nowhere": (
        "satu golongan tercantum dua kali, atau laporan dikirim ke instansi yang tidak tercantum"
    ),
    "no agencies document under the newest roots": "belum ada daftar inspektorat di bawah akar terbaru",
    "an agencies document under roots that are unknown or gone": (
        "daftar inspektorat di bawah akar yang tidak dikenal atau sudah diganti"
    ),
    "an agency that is not listed": "instansi ini tidak tercantum",
    "a document of an agency that the agencies document does not list": (
        "naskah milik instansi yang tidak tercantum dalam daftar inspektorat"
    ),
    "say which agency receives these reports, or --nobody": (
        "sebutkan instansi yang menerima laporan itu, atau --nobody"
    ),
    "the first version needs the roots document and the name of its first agency": (
        "versi pertama memerlukan naskah akar dan nama instansi pertamanya"
    ),
    # files of documents
    "a version is missing or does not follow from the one before": (
        "satu versi hilang, atau tidak menyambung dengan versi sebelumnya"
    ),
    "a document is named as it is published, such as directory-61.08-2.json": (
        "naskah dinamai seperti saat terbit, misalnya directory-61.08-2.json"
    ),
    "the published agencies document does not list this agency": (
        "daftar inspektorat yang terbit tidak mencantumkan instansi ini"
    ),
    # recovery
    "a recovery key is split so that at least two holders are needed": (
        "kunci pemulihan dibagi sehingga diperlukan sedikitnya dua pemegang"
    ),
    "no shares": "tidak ada bagian",
    "shares of different sets": "bagian-bagian ini bukan dari satu perangkat",
    "one share twice": "satu bagian dua kali",
    "a record that the restored recovery key did not sign": "catatan yang tidak ditandatangani kunci pemulihan",
    "made under a directory that is not the newest: restore again": (
        "dibuat menurut daftar penerima yang sudah tidak terbaru: pulihkan sekali lagi"
    ),
    "fewer shares than the threshold asks": "bagian kurang dari jumlah yang diperlukan",
    "a share that does not fit the others": "satu bagian tidak cocok dengan yang lain",
    "shares that do not fit one another": "bagian-bagian ini tidak cocok satu sama lain",
    "not a share: a word is wrong, or missing": "bukan bagian kunci: ada kata yang salah atau kurang",
    "a share of another kind of secret": "bagian dari rahasia jenis lain",
    "no share was typed in three tries": "tiga kali dicoba, tidak ada bagian yang benar",
    "a share was not confirmed; nothing was made": "satu bagian tidak dipastikan; tidak ada yang dibuat",
    "the shares do not restore the recovery key of the newest directory": (
        "bagian-bagian ini tidak memulihkan kunci pemulihan menurut daftar penerima terbaru"
    ),
    "the shares restore a key that no directory of this agency lists": (
        "bagian-bagian ini memulihkan kunci yang tidak ada di daftar penerima instansi ini"
    ),
    "the documents are of another installation than --root says": (
        "naskah-naskah ini milik instalasi lain daripada yang disebut --root"
    ),
    "the agencies document does not list this agency": "daftar inspektorat tidak mencantumkan instansi ini",
    "the roots document of this agency names no holders of recovery shares": (
        "naskah akar instansi ini tidak menyebut pemegang bagian kunci pemulihan"
    ),
    "this agency's directories list no recovery key": "daftar penerima instansi ini tidak memuat kunci pemulihan",
    "a drill of an agency without a recovery key": "latihan untuk instansi tanpa kunci pemulihan",
    "a drill under another agency's directory": "latihan menurut daftar penerima instansi lain",
    "a reader who does not stand in the newest directory": "pembaca yang tidak ada di daftar penerima terbaru",
    "altered on its way: copy the file again": "berubah di perjalanan: salin berkasnya sekali lagi",
    "--from and --to belong together": "--from dan --to harus disebut keduanya",
    "the newest epoch was not granted to the recovery key": (
        "kunci terbaru perkara ini tidak diberikan ke kunci pemulihan"
    ),
    "the record that lets the recovery key in does not count": (
        "catatan yang memberi kunci pemulihan akses ke perkara ini tidak sah lagi"
    ),
    # rules
    "not JSON that rules can be written in": "bukan JSON yang dapat memuat aturan",
    "a member that stands twice": "ada anggota yang tertulis dua kali",
    "a number that is no integer": "ada bilangan yang bukan bilangan bulat",
    "a rules document that is too long": "naskah aturan ini terlalu panjang",
    "the rules of another agency": "aturan ini milik instansi lain",
    "these rules hold already": "aturan ini sudah berlaku",
    "rules that do not follow the newest version": "versi terbaru aturan bukan yang disebut --after",
    "no such version of the rules": "versi aturan itu tidak ada",
    "identity_modes leaves out anonymous reporters": "identity_modes tidak memuat pelapor anonim (anonymous)",
    "categories leaves out those who cannot say": "categories tidak memuat pilihan lainnya (other)",
    "an age key of another length": "ada kunci age yang panjangnya salah",
    # onion services
    "the officers' onion service is not set up: run wbs deploy onion first": (
        "layanan onion petugas belum disiapkan: jalankan wbs deploy onion dahulu"
    ),
    "this name has a key already: revoke it first": "nama ini sudah punya kunci: cabut dahulu",
    "another name has this key": "kunci ini sudah dipakai nama lain",
    "this name has no key": "nama ini tidak punya kunci",
    "a name has up to 40 lower-case letters, digits, dots and hyphens": (
        "nama terdiri dari paling banyak 40 huruf kecil, angka, titik, dan tanda hubung"
    ),
    "a folder must be an absolute path of letters, digits, dots, hyphens and underscores": (
        "folder ditulis lengkap dari akar, hanya dengan huruf, angka, titik, tanda hubung, dan garis bawah"
    ),
    "not the name of a user of this machine": "bukan nama pengguna komputer ini",
    "an application behind an onion service speaks no TLS: serve the HTTPS site beside it": (
        "aplikasi di belakang layanan onion tidak memakai TLS: jalankan situs HTTPS di sebelahnya"
    ),
    "the proxy and the applications need four different ports": "proksi dan aplikasi memerlukan empat porta berbeda",
    "an application behind a proxy listens on the loopback, or limits can be gone round": (
        "aplikasi di belakang proksi hanya boleh dicapai dari komputer ini sendiri, agar batasnya berlaku"
    ),
    "say WBS_PORTAL_HTTPS=1, and no WBS_PORTAL_ONION, for the portal behind HTTPS": (
        "untuk portal di belakang HTTPS: WBS_PORTAL_HTTPS=1, tanpa WBS_PORTAL_ONION"
    ),
    "say WBS_PORTAL_HTTPS=1 or WBS_PORTAL_ONION=1, not both: a portal speaks for one of them": (
        "WBS_PORTAL_HTTPS=1 atau WBS_PORTAL_ONION=1, jangan keduanya: satu portal berbicara untuk salah satunya"
    ),
    "say WBS_INVESTIGATOR_HTTPS=1: in containers both portals stand behind HTTPS": (
        "WBS_INVESTIGATOR_HTTPS=1 diperlukan: dalam kontainer kedua portal ada di belakang HTTPS"
    ),
    "each site behind HTTPS needs names of its own": "tiap situs di belakang HTTPS memerlukan namanya sendiri",
    "HTTPS listens on network addresses, such as 0.0.0.0": (
        "HTTPS mendengarkan pada alamat jaringan, misalnya 0.0.0.0"
    ),
    "WBS_DATABASE_URL must name the database server by its address, not by a name": (
        "WBS_DATABASE_URL harus menyebut server basis data dengan alamat jaringannya, bukan dengan nama"
    ),
    "a template of wbs deploy was changed": "pola berkas milik wbs deploy telah diubah",
    "an onion address has 56 letters and digits before .onion": "alamat onion punya 56 huruf dan angka sebelum .onion",
    "not the address of an onion service": "bukan alamat layanan onion",
    "a client's key has 52 letters and digits": "kunci untuk layanan onion punya 52 huruf dan angka",
    "not a client of an onion service": "bukan kunci untuk layanan onion",
    # backups
    "a backup has one to 16 different recipients": "satu cadangan punya satu sampai 16 penerima yang berbeda",
    "this key does not open the backup, or its beginning was altered": (
        "kunci ini tidak membuka cadangan itu, atau bagian awalnya telah diubah"
    ),
    "not a backup: no age file sealed to hybrid keys alone": "bukan cadangan WBS, atau disegel untuk kunci jenis lain",
    "a key file holds one age identity": "berkas kunci memuat tepat satu kunci age",
    "a key file is text": "berkas kunci berupa teks",
    "say --documents FOLDER with what officials published since, or --no-newer-documents": (
        "sebutkan --documents FOLDER berisi naskah yang terbit sesudah cadangan, atau --no-newer-documents"
    ),
    "another backup is being written into this folder": "cadangan lain sedang ditulis ke folder ini",
    "the disk does not give back what was written; it may be broken": (
        "isi cakram tidak sama dengan yang ditulis; cakram mungkin rusak"
    ),
    "the backup has a schema that is newer than this program": (
        "cadangan ini berasal dari program yang lebih baru daripada yang terpasang"
    ),
    "the backup has tables that its schema does not have": "tabel dalam cadangan ini tidak sesuai dengan skemanya",
    "the backup is cut off": "cadangan ini terpotong",
    "the backup does not hold what its manifest says": "isi cadangan ini tidak sesuai dengan daftar isinya",
    "the database has tables already: restore into an empty one only": (
        "basis data sudah berisi tabel: pulihkan hanya ke basis data kosong"
    ),
    "the database has a schema that this program does not know: use the program that made it": (
        "skema basis data tidak dikenal program ini: gunakan program yang membuatnya"
    ),
    "not base32": "kunci ini memuat huruf yang tidak semestinya",
}
_PATTERNS = (
    (
        r"this machine has no user (.+): install the program first, or name its user",
        r"komputer ini tidak punya pengguna \1: pasang programnya dahulu, atau sebutkan penggunanya",
    ),
    (
        r"run this as root or as (.+): the files belong to that user",
        r"jalankan sebagai root atau \1: berkasnya milik pengguna itu",
    ),
    (
        r"put the SQLite database into a folder of its own, such as WBS_DATABASE_URL=(.+): services write there alone",
        r"taruh basis data SQLite di folder tersendiri, misalnya WBS_DATABASE_URL=\1: layanan hanya menulis di situ",
    ),
    (
        r"(.+) must list whom backups are sealed to: (.+)",
        r"\1 harus memuat penerima cadangan: 1 sampai 16 kunci age1pq1… (wbs backup key); yang lain tak tahan kuantum",
    ),
    (
        r"there are no signed documents in (.+): a backup without them restores nothing",
        r"tidak ada naskah di \1: cadangan tanpa naskah tidak memulihkan apa pun",
    ),
    (r"there is no backup in (.+)", r"tidak ada cadangan di \1"),
    (
        r"there are documents in (.+) already: restore into an empty place only",
        r"sudah ada naskah di \1: pulihkan hanya ke tempat kosong",
    ),
    (
        r"there is a database at (.+) already: restore into an empty place only",
        r"sudah ada basis data di \1: pulihkan hanya ke tempat kosong",
    ),
    (
        (
            r"a restore into (.+) did not end, and accounts that it was to block may not be: empty the database and"
            r" run wbs restore again, with the same words"
        ),
        (
            r"pemulihan ke \1 belum selesai, dan akun yang harus diblokir mungkin belum diblokir: kosongkan basis data"
            r" dan jalankan wbs restore sekali lagi dengan perintah yang sama"
        ),
    ),
    (
        r"there are no signed documents in (.+); perhaps the medium is not there",
        r"tidak ada naskah bertanda tangan di \1; mungkin flashdisknya belum terpasang",
    ),
    (
        r"(.+) is a backup of (.+): an old one under a newer name, or the reverse",
        r"\1 adalah cadangan tanggal \2: cadangan lama dengan nama yang lebih baru, atau sebaliknya",
    ),
    (
        r"(.+) is another document than the one of that name in the backup",
        r"\1 bukan naskah yang sama dengan yang bernama itu di cadangan",
    ),
    (
        r"rows of the table (.+) do not have its columns' kinds",
        r"baris tabel \1 memuat nilai yang tidak sesuai dengan kolomnya",
    ),
    (r"(.+) is a link: nothing is written through it", r"\1 adalah tautan: tidak ada yang ditulis melaluinya"),
    (r"(.+) cannot be made: (.+)", r"\1 tidak dapat dibuat: \2"),
    (
        r"(.+) must be a folder of tor's user alone: mode 0700",
        r"\1 harus berupa folder milik pengguna tor saja: mode 0700",
    ),
    (
        r"(.+) cannot be read: run this as root or as tor's user",
        r"\1 tidak dapat dibaca: jalankan sebagai root atau pengguna tor",
    ),
    (
        r"(.+) stands already: look at it and take it away first",
        r"\1 sudah ada: periksa dan pindahkan dahulu",
    ),
    (
        r"entry (.+) is missing or was changed: run wbs audit verify",
        r"catatan nomor \1 tidak ada atau diubah: jalankan wbs audit verify",
    ),
    (r"the newest directory does not list (.+)", r"daftar penerima terbaru tidak memuat \1"),
    (
        r"(.+) does not read cases today by the newest directory",
        r"menurut daftar penerima terbaru \1 tidak membaca perkara hari ini",
    ),
    (r"(.+): line (.+) is not what was exported", r"\1: baris \2 bukan hasil ekspor"),
    (r"(.+) exists already; nothing is overwritten", r"\1 sudah ada; tidak ada yang ditimpa"),
    (r"(.+) cannot be written: (.+)", r"\1 tidak dapat ditulis: \2"),
    (
        r"(.+) does not hold what was written; the medium may be broken",
        r"isi \1 tidak sama dengan yang ditulis; flashdisk mungkin rusak",
    ),
    (r"(.+) is not an ordinary file", r"\1 bukan berkas biasa"),
    (r"(.+) cannot be read: (.+)", r"\1 tidak dapat dibaca: \2"),
    (r"(.+) is larger than any document", r"\1 lebih besar daripada naskah mana pun"),
    (r"(.+) exists with other content: two documents of one version", r"\1 ada dengan isi lain: dua naskah satu versi"),
    (r"no roots document of (.+) in the folder", r"naskah akar \1 tidak ada di folder ini"),
    (r"no root key is held by (.+)", r"tidak ada kunci induk yang dipegang \1"),
    (r"no enrolment request asks for the keys of (.+)", r"tidak ada permintaan pendaftaran untuk kunci \1"),
    (r"(.+) more signatures are needed", r"masih diperlukan \1 tanda tangan"),
    (
        r"(.+) is missing; say --root, or run wbs init first",
        r"\1 tidak ada; sebutkan --root, atau jalankan wbs init dahulu",
    ),
    (r"(.+) holds a demonstration: use another WBS_DATA", r"\1 berisi demonstrasi: gunakan WBS_DATA lain"),
    (r"(.+) holds another installation", r"\1 berisi instalasi lain"),
    (r"(.+) is out of order, or has something twice", r"\1 tidak urut, atau ada yang tertulis dua kali"),
    (r"(.+) has something twice", r"\1 memuat sesuatu dua kali"),
)


def indonesian(reason: str, *, of_a_file: bool = False) -> str:
    """Give the Indonesian text of a refusal; one that is not listed stays English, said to be a file's if it is."""
    if reason in _TEXTS:
        return _TEXTS[reason]
    for pattern, text in _PATTERNS:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return match.expand(text)
    return f"berkas rusak, telah diubah, atau bukan yang dimaksud ({reason})" if of_a_file else reason
