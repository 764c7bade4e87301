/**
 * What people in Indonesia call each other, and which parts of names so many share that one alone tells nobody apart.
 * The portal without scripts has the same lists (`common_names.py`).
 */

/** A name by which somebody is called, and the whole one, where it is neither its beginning nor its end. */
export const CALLED =
  "boim ibrahim; baim ibrahim; bram ibrahim; ucup yusuf; osep yusuf; yosep yusuf; mamat ahmad; memet slamet; acep " +
  "asep; cecep asep; jajang ujang; oji fauzi; opik taufik; ipul saiful; jul zulkifli; ijul zulkifli; acan hasan; usin " +
  "husain; sule sulaiman; dul abdul; ijah khadijah; ica aisyah; ocha rosalina; wiwik dewi; yayuk rahayu; titin " +
  "suhartini; tini suhartini; toni antonius; toni hartono; anton hartono; johan yohanes; yan yohanes; jon yohanes; " +
  "hans yohanes; piter petrus; piet petrus; pol paulus; evan stefanus; jek joko; jack joko; alex iskandar; iwan " +
  "ridwan; iwan setiawan; iwan kurniawan; iwan gunawan; iwan hermawan; iwan darmawan; hengki hendrik; heri suhendri; " +
  "pri supriyadi; pri supriyanto; adi supriyadi; yadi supriyadi; nano sutrisno; bobi robert; maman rahman; maman " +
  "suherman; maman sulaiman; didin jamaludin; iin indra; yusup joseph";

/** Parts of names that many bear, and words that are names and other words besides. */
export const COMMON =
  "ahmad abdul abdullah adi agung agus ali amin andi ani anita anwar ari arif aris asep ayu bagus bakti bambang bayu " +
  "bintang budi bunga cahaya candra catur dani darma deni desi dewi dian dwi edi eka eko endang erna fajar faisal " +
  "fauzi febri firmansyah fitri fitriani gede gunawan hadi handayani hari harapan hartono haryanto hasan hasanah " +
  "hendra heri hermawan hidayat husain ibrahim ida imam indah indra intan irawan irfan irma irwan iskandar ismail " +
  "iwan jaya joko kadek karya kartini ketut komang kurniawan kusuma lestari lia lina made makmur maria mawar mega " +
  "melati mulia mulyadi mulyono nasir ningsih novi nugroho nur nurul nyoman permata pertama perdana pratama prasetyo " +
  "puji purnama purnomo putra putri putu rahayu rahman rahmat rahmawati ratna rendi reni restu riana rian rini rina " +
  "ridwan rizki rosi rudi sabar saiful salim sandi santi santoso sari saputra sejahtera setia setiawan setyawan sinar " +
  "siti slamet sri subagyo sudirman sugeng suharto sulaiman suparman supriyadi supriyanto surya suryadi susanti " +
  "susanto susilo sutrisno syarif taufik teguh timur tri tuti umar untung usman utama utami wahyu wahyudi wahyuni " +
  "wati wayan widodo wijaya wulan yani yanti yanto yati yohanes yudi yulia yulianti yuni yusuf zainal";
