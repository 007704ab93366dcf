/**
 * The hub's own few words on the video, in the workspace's language. Not yet read by native speakers: docs/overlay.md
 * says so. `{code}` is put in bidi-isolated, by the page.
 */
export interface Phrases {
  now: string;
  /** Split around the code. */
  hint: [before: string, after: string];
  left: (count: number) => string;
  out: string;
  reserved: string;
  waitlisted: string;
  offered: string;
  cancelled: string;
  rehearsal: string;
}

const of = (
  now: string,
  hint: string,
  left: string,
  out: string,
  said: [reserved: string, waitlisted: string, offered: string, cancelled: string],
  rehearsal: string,
): Phrases => {
  const [before = '', after = ''] = hint.split('{code}');
  const [reserved, waitlisted, offered, cancelled] = said;
  return {
    ...{ now, out, reserved, waitlisted, offered, cancelled, rehearsal },
    hint: [before.trim(), after.trim()],
    left: (count) => left.replace('{n}', String(count)),
  };
};

const PHRASES: Readonly<Record<string, Phrases>> = {
  en: of(
    'Now showing',
    'Comment {code} to reserve',
    '{n} left',
    'Sold out',
    ['reserved', 'waitlist', 'came free: yours', 'cancelled'],
    'Rehearsal',
  ),
  th: of('กำลังโชว์', 'พิมพ์ {code} เพื่อจอง', 'เหลือ {n}', 'หมดแล้ว', ['จองแล้ว', 'คิวสำรอง', 'ได้ของแล้ว', 'ยกเลิกแล้ว'], 'ซ้อม'),
  vi: of(
    'Đang giới thiệu',
    'Bình luận {code} để giữ hàng',
    'Còn {n}',
    'Hết hàng',
    ['đã giữ', 'danh sách chờ', 'có hàng lại', 'đã hủy'],
    'Tổng duyệt',
  ),
  id: of(
    'Sedang tampil',
    'Ketik {code} untuk pesan',
    'Sisa {n}',
    'Habis',
    ['dipesan', 'daftar tunggu', 'tersedia lagi', 'dibatalkan'],
    'Latihan',
  ),
  ms: of(
    'Sedang ditunjukkan',
    'Taip {code} untuk tempah',
    'Tinggal {n}',
    'Habis',
    ['ditempah', 'senarai menunggu', 'tersedia semula', 'dibatalkan'],
    'Latihan',
  ),
  tl: of(
    'Ipinapakita ngayon',
    'I-comment ang {code} para ma-reserve',
    '{n} na lang',
    'Ubos na',
    ['naka-reserve', 'waitlist', 'available na ulit', 'kanselado'],
    'Ensayo',
  ),
  'zh-Hant': of(
    '現正介紹',
    '留言 {code} 即可預留',
    '剩 {n} 件',
    '已售完',
    ['已預留', '候補', '候補成功', '已取消'],
    '彩排',
  ),
  'zh-Hans': of(
    '正在介绍',
    '评论 {code} 即可预留',
    '剩 {n} 件',
    '已售完',
    ['已预留', '候补', '候补成功', '已取消'],
    '彩排',
  ),
  ja: of(
    '紹介中',
    '{code} とコメントして取り置き',
    '残り {n}',
    '完売',
    ['取り置き済み', 'キャンセル待ち', '繰り上げ確保', 'キャンセル'],
    'リハーサル',
  ),
  ko: of(
    '지금 소개 중',
    '댓글에 {code} 입력하면 예약',
    '{n}개 남음',
    '품절',
    ['예약됨', '대기', '자리 났어요', '취소됨'],
    '리허설',
  ),
  es: of(
    'Ahora',
    'Comenta {code} para reservar',
    'Quedan {n}',
    'Agotado',
    ['reservado', 'lista de espera', 'ya es tuyo', 'cancelado'],
    'Ensayo',
  ),
  pt: of(
    'Agora',
    'Comente {code} para reservar',
    'Restam {n}',
    'Esgotado',
    ['reservado', 'lista de espera', 'liberado', 'cancelado'],
    'Ensaio',
  ),
  fr: of(
    'En ce moment',
    'Commentez {code} pour réserver',
    'Reste {n}',
    'Épuisé',
    ['réservé', 'liste d’attente', 'de nouveau libre', 'annulé'],
    'Répétition',
  ),
  de: of(
    'Jetzt',
    '{code} kommentieren und reservieren',
    'Noch {n}',
    'Ausverkauft',
    ['reserviert', 'Warteliste', 'nachgerückt', 'storniert'],
    'Probe',
  ),
  ar: of(
    'المعروض الآن',
    'اكتب {code} للحجز',
    'بقي {n}',
    'نفدت الكمية',
    ['محجوز', 'قائمة الانتظار', 'متاح لك الآن', 'أُلغي'],
    'تجربة',
  ),
};
const ENGLISH = PHRASES['en'] as Phrases;

/** In this language (BCP 47), or the nearest we have; English last. */
export function phrasesIn(language: string): Phrases {
  if (language.startsWith('zh')) return PHRASES[/hant|tw|hk|mo/i.test(language) ? 'zh-Hant' : 'zh-Hans'] ?? ENGLISH;
  return PHRASES[language] ?? PHRASES[language.split('-')[0] ?? ''] ?? ENGLISH;
}

/** Is it written from right to left? */
export const isRtl = (language: string): boolean => /^(?:ar|he|fa|ur)\b/.test(language);
