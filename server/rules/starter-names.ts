/** What the rules of the starter set are called, by language of the workspace; the languages are those of the wordings. */
export interface StarterNames {
  set: string;
  rules: Record<'claim' | 'cancel' | 'price' | 'stock' | 'link' | 'question' | 'complaint' | 'complaint-alert', string>;
  /** What the team is told of a complaint. */
  complaint: string;
}

const names = (
  set: string,
  [claim, cancel, price, stock]: readonly [string, string, string, string],
  [link, question, complaint, alert]: readonly [string, string, string, string],
  sentence: string,
): StarterNames => ({
  set,
  rules: { claim, cancel, price, stock, link, question, complaint, 'complaint-alert': alert },
  complaint: sentence,
});

const NAMES: Readonly<Record<string, StarterNames>> = {
  en: names(
    'Starter set',
    ['Claims reserve', 'Cancels release', 'Price questions are answered', 'Stock questions are answered'],
    [
      'Link questions are answered',
      'Other questions wait for a person',
      'Complaints wait for a person',
      'Complaints alert the team',
    ],
    'Somebody complains',
  ),
  th: names(
    'ชุดเริ่มต้น',
    ['จองเมื่อลูกค้าสั่ง', 'คืนของเมื่อลูกค้ายกเลิก', 'ตอบคำถามเรื่องราคา', 'ตอบคำถามว่ามีของไหม'],
    ['ตอบคำถามเรื่องลิงก์', 'คำถามอื่นรอคนตอบ', 'คำร้องเรียนรอคนตอบ', 'แจ้งทีมเมื่อมีคำร้องเรียน'],
    'มีลูกค้าร้องเรียน',
  ),
  vi: names(
    'Bộ quy tắc ban đầu',
    ['Chốt đơn thì giữ hàng', 'Hủy thì trả hàng', 'Trả lời câu hỏi về giá', 'Trả lời câu hỏi còn hàng'],
    [
      'Trả lời câu hỏi về link',
      'Câu hỏi khác chờ người trả lời',
      'Khiếu nại chờ người trả lời',
      'Báo cho nhóm khi có khiếu nại',
    ],
    'Có khách khiếu nại',
  ),
  id: names(
    'Aturan awal',
    ['Pesanan langsung disimpan', 'Pembatalan melepas barang', 'Pertanyaan harga dijawab', 'Pertanyaan stok dijawab'],
    [
      'Pertanyaan tautan dijawab',
      'Pertanyaan lain menunggu orang',
      'Keluhan menunggu orang',
      'Keluhan diberitahukan ke tim',
    ],
    'Ada yang mengeluh',
  ),
  ms: names(
    'Peraturan permulaan',
    ['Tempahan terus disimpan', 'Pembatalan melepaskan barang', 'Soalan harga dijawab', 'Soalan stok dijawab'],
    ['Soalan pautan dijawab', 'Soalan lain menunggu orang', 'Aduan menunggu orang', 'Aduan dimaklumkan kepada pasukan'],
    'Ada yang membuat aduan',
  ),
  tl: names(
    'Panimulang mga tuntunin',
    [
      'Inirereserba ang mine',
      'Binabalik ang kinansela',
      'Sinasagot ang tanong sa presyo',
      'Sinasagot ang tanong sa stock',
    ],
    [
      'Sinasagot ang tanong sa link',
      'Ibang tanong ay para sa tao',
      'Reklamo ay para sa tao',
      'Ipinapaalam sa team ang reklamo',
    ],
    'May nagrereklamo',
  ),
  'zh-Hant': names(
    '入門規則',
    ['喊單即保留', '取消即釋出', '回答價格問題', '回答庫存問題'],
    ['回答連結問題', '其他問題等人回答', '客訴等人處理', '有客訴時通知團隊'],
    '有人抱怨',
  ),
  'zh-Hans': names(
    '入门规则',
    ['下单即保留', '取消即释放', '回答价格问题', '回答库存问题'],
    ['回答链接问题', '其他问题等人回答', '投诉等人处理', '有投诉时通知团队'],
    '有人投诉',
  ),
  ja: names(
    'はじめのルール',
    ['注文は取り置く', 'キャンセルは戻す', '値段の質問に答える', '在庫の質問に答える'],
    ['リンクの質問に答える', 'ほかの質問は人が答える', '苦情は人が対応する', '苦情をチームに知らせる'],
    '苦情が届きました',
  ),
  ko: names(
    '기본 규칙',
    ['주문하면 예약', '취소하면 반환', '가격 질문에 답하기', '재고 질문에 답하기'],
    ['링크 질문에 답하기', '다른 질문은 사람이 답하기', '불만은 사람이 처리하기', '불만을 팀에 알리기'],
    '불만이 접수되었습니다',
  ),
  es: names(
    'Reglas iniciales',
    ['Los pedidos reservan', 'Las cancelaciones liberan', 'Se responde al precio', 'Se responde si queda'],
    [
      'Se responde al enlace',
      'Otras preguntas esperan a una persona',
      'Las quejas esperan a una persona',
      'Las quejas avisan al equipo',
    ],
    'Alguien se queja',
  ),
  pt: names(
    'Regras iniciais',
    ['Pedidos reservam', 'Cancelamentos libertam', 'Responde-se ao preço', 'Responde-se ao estoque'],
    [
      'Responde-se ao link',
      'Outras perguntas esperam uma pessoa',
      'Reclamações esperam uma pessoa',
      'Reclamações avisam a equipe',
    ],
    'Alguém está a reclamar',
  ),
  fr: names(
    'Règles de départ',
    ['Les commandes réservent', 'Les annulations libèrent', 'On répond au prix', 'On répond au stock'],
    [
      'On répond au lien',
      'Les autres questions attendent quelqu’un',
      'Les plaintes attendent quelqu’un',
      'Les plaintes alertent l’équipe',
    ],
    'Quelqu’un se plaint',
  ),
  de: names(
    'Startregeln',
    [
      'Bestellungen reservieren',
      'Stornos geben frei',
      'Preisfragen werden beantwortet',
      'Bestandsfragen werden beantwortet',
    ],
    [
      'Fragen nach dem Link werden beantwortet',
      'Andere Fragen warten auf jemanden',
      'Beschwerden warten auf jemanden',
      'Beschwerden alarmieren das Team',
    ],
    'Jemand beschwert sich',
  ),
  ar: names(
    'القواعد الأولى',
    ['الطلب يحجز', 'الإلغاء يحرر', 'الرد على سؤال السعر', 'الرد على سؤال التوفر'],
    ['الرد على سؤال الرابط', 'الأسئلة الأخرى تنتظر شخصًا', 'الشكاوى تنتظر شخصًا', 'الشكاوى تنبه الفريق'],
    'هناك شكوى',
  ),
};

export const STARTER_LANGUAGES: readonly string[] = Object.keys(NAMES);

/** In the workspace's language, else in English. */
export function namesOf(language: string): StarterNames {
  const plain = language.split('-')[0] ?? '';
  const near =
    plain === 'zh' ? (/hant|tw|hk|mo/i.test(language) ? 'zh-Hant' : 'zh-Hans') : plain === 'fil' ? 'tl' : plain;
  const found = NAMES[language] ?? NAMES[near] ?? NAMES['en'];
  if (found === undefined) throw new Error('the starter set has no names');
  return found;
}
