/**
 * What things are called, in all languages at once: concept → words. A comment that names a kind of thing names the
 * product whose title has it, and never the one now showing where that is something else. Data only.
 */
export const GOODS: Readonly<Record<string, string>> = {
  dress:
    'dress|dresses|gown|เดรส|ชุดเดรส|กระโปรงชุด|đầm|váy đầm|gaun|dres|bestida|连衣裙|連衣裙|洋装|洋裝|裙子|ワンピース|ワンピ|ドレス|원피스|드레스|vestido|vestidos|robe|robes|kleid|kleider|sommerkleid|فستان|فساتين',
  skirt:
    'skirt|skirts|กระโปรง|chân váy|rok|skort|palda|半身裙|短裙|スカート|치마|스커트|falda|faldas|saia|saias|jupe|jupes|تنورة|جيبة',
  shirt:
    'shirt|shirts|เสื้อเชิ้ต|sơ mi|áo sơ mi|kemeja|polo|衬衫|襯衫|シャツ|셔츠|camisa|camisas|chemise|chemises|hemd|hemden|قميص|قمصان',
  tee: 't-shirt|tshirt|tshirts|tee|tees|เสื้อยืด|áo thun|áo phông|kaos|t恤|tシャツ|티셔츠|camiseta|camisetas|playera|playeras|تيشيرت|تي شيرت',
  blouse: 'blouse|blouses|เสื้อเบลาส์|áo kiểu|blus|blusa|blusas|ブラウス|블라우스|bluse|blusen|chemisier|بلوزة|بلوزه',
  hoodie:
    'hoodie|hoodies|ฮู้ด|เสื้อฮู้ด|hoodi|卫衣|衛衣|連帽|パーカー|후드|후드티|sudadera|sudaderas|moletom|moletons|sweat à capuche|kapuzenpulli|هودي',
  sweater:
    'sweater|sweaters|jumper|pullover|knit|เสื้อไหมพรม|áo len|毛衣|ニット|セーター|스웨터|니트|suéter|sueter|jersey|blusa de frio|pulls|pulli|سترة صوف|كنزة',
  cardigan:
    'cardigan|cardigans|คาร์ดิแกน|เสื้อคลุม|áo cardigan|áo khoác len|kardigan|开衫|開衫|カーディガン|가디건|cárdigan|cardigã|gilet|strickjacke|كارديجان',
  jacket:
    'jacket|jackets|แจ็คเก็ต|แจ็กเก็ต|áo khoác|jaket|jaketa|夹克|夾克|外套|ジャケット|재킷|자켓|chaqueta|chaquetas|chamarra|jaqueta|veste|vestes|jacke|jacken|جاكيت|جاكت',
  coat: 'coat|coats|เสื้อโค้ท|măng tô|mantel|大衣|コート|코트|abrigo|abrigos|casaco|casacos|manteau|mäntel|معطف',
  trousers:
    'pants|trousers|กางเกง|quần|quần dài|celana|seluar|pantalon|裤子|褲子|パンツ|ズボン|바지|pantalón|pantalones|calça|calças|hose|hosen|بنطلون|بنطال',
  jeans:
    'jeans|denim pants|กางเกงยีนส์|ยีนส์|quần jean|quần bò|牛仔裤|牛仔褲|ジーンズ|デニム|청바지|vaqueros|mezclilla|جينز',
  shorts:
    'shorts|กางเกงขาสั้น|quần short|celana pendek|短裤|短褲|ショートパンツ|반바지|pantalones cortos|bermuda|كورت|شورت',
  bag: 'bag|bags|tote|tote bag|handbag|purse|กระเป๋า|กระเป๋าผ้า|túi|túi xách|tas|包包|帆布袋|帆布包|布袋|袋子|手袋|托特包|バッグ|トートバッグ|鞄|カバン|가방|에코백|bolso|bolsos|bolsa|bolsas|sac|sacs|tasche|taschen|stofftasche|شنطة|شنط|حقيبة',
  wallet:
    'wallet|wallets|กระเป๋าสตางค์|dompet|钱包|錢包|財布|지갑|cartera|billetera|carteira|portefeuille|geldbörse|محفظة',
  shoes:
    'shoes|shoe|รองเท้า|giày|sepatu|kasut|sapatos|鞋子|鞋|靴|신발|구두|zapatos|zapato|sapato|chaussures|chaussure|schuhe|schuh|حذاء|احذية',
  sneakers:
    'sneakers|sneaker|trainers|รองเท้าผ้าใบ|giày thể thao|球鞋|运动鞋|運動鞋|スニーカー|운동화|스니커즈|tenis|zapatillas|tênis|baskets|turnschuhe|كوتشي',
  sandals:
    'sandals|sandal|slippers|flip flops|รองเท้าแตะ|dép|sendal|selipar|tsinelas|凉鞋|涼鞋|拖鞋|サンダル|샌들|슬리퍼|sandalias|sandálias|chinelo|chinelos|sandales|sandalen|صندل',
  boots: 'boots|boot|บูท|bốt|靴子|ブーツ|부츠|botas|bottes|stiefel|بوت',
  hat: 'hat|hats|cap|caps|beanie|หมวก|mũ|nón|topi|帽子|帽|キャップ|모자|gorra|gorras|sombrero|chapéu|boné|chapeau|casquette|mütze|قبعة|كاب',
  scarf:
    'scarf|scarves|shawl|ผ้าพันคอ|khăn|khăn choàng|selendang|syal|selimut leher|围巾|圍巾|丝巾|絲巾|スカーフ|マフラー|스카프|목도리|bufanda|bufandas|pañuelo|cachecol|lenço|écharpe|foulard|schal|وشاح|شال|سكارف',
  hijab: 'hijab|tudung|jilbab|kerudung|pashmina|حجاب|طرحة',
  belt: 'belt|belts|เข็มขัด|thắt lưng|sabuk|ikat pinggang|皮带|皮帶|腰带|腰帶|ベルト|벨트|cinturón|cinturon|cinto|ceinture|gürtel|ledergürtel|حزام',
  necklace:
    'necklace|necklaces|สร้อย|สร้อยคอ|dây chuyền|vòng cổ|kalung|rantai leher|kwintas|项链|項鍊|ネックレス|목걸이|collares|colar|collier|kette|halskette|قلادة|سلسال|عقد',
  earrings:
    'earrings|earring|ต่างหู|bông tai|khuyên tai|anting|subang|hikaw|耳环|耳環|耳饰|ピアス|イヤリング|귀걸이|귀걸이|aretes|pendientes|brincos|brinco|boucles d’oreilles|ohrringe|أقراط|حلق',
  ring: 'ring|rings|แหวน|nhẫn|cincin|singsing|戒指|指輪|リング|반지|anillo|anillos|anel|anéis|bague|bagues|ringe|خاتم',
  bracelet:
    'bracelet|bracelets|bangle|กำไล|สร้อยข้อมือ|vòng tay|gelang|pulseras|pulsera|手链|手鍊|手环|手環|ブレスレット|팔찌|pulseira|armband|سوار|اسوارة',
  watch:
    'watch|watches|นาฬิกา|đồng hồ|jam tangan|relo|手表|手錶|腕時計|손목시계|시계|reloj|relojes|relógio|montre|ساعة يد',
  mug: 'mug|mugs|แก้ว|แก้วน้ำ|cốc|cangkir|cawan|马克杯|馬克杯|杯子|マグ|マグカップ|머그|머그컵|taza|tazas|caneca|canecas|tasse|tasses|becher|كوب|مج|ماج',
  candle:
    'candle|candles|เทียน|เทียนหอม|nến|lilin|kandila|蜡烛|蠟燭|キャンドル|캔들|양초|vela|velas|bougie|bougies|kerze|kerzen|duftkerze|شمعة|شموع',
  lipstick:
    'lipstick|lipsticks|ลิป|ลิปสติก|son môi|lipstik|gincu|口红|口紅|唇膏|リップ|립스틱|labial|labiales|batom|batons|rouge à lèvres|lippenstift|روج|احمر شفاه',
  pyjamas:
    'pyjamas|pajamas|ชุดนอน|đồ ngủ|piyama|baju tidur|pantulog|睡衣|パジャマ|잠옷|파자마|pijama|pijamas|pyjama|schlafanzug|بيجامة',
  blanket: 'blanket|blankets|ผ้าห่ม|chăn|selimut|kumot|毯子|毛布|담요|manta|cobija|cobertor|couverture|decke|بطانية',
  pillow:
    'pillow|pillows|cushion|หมอน|gối|bantal|unan|枕头|枕頭|クッション|枕|베개|쿠션|almohada|cojín|almofada|travesseiro|coussin|oreiller|kissen|مخدة|وسادة',
  bottle:
    'bottle|tumbler|ขวดน้ำ|กระติก|bình nước|botol|tumblr|bote|水壶|水壺|保温杯|水筒|タンブラー|텀블러|물병|botella|termo|garrafa|bouteille|gourde|flasche|trinkflasche|قارورة|مطارة',
  vest: 'vest|vests|เสื้อกั๊ก|áo gile|rompi|vesty|马甲|馬甲|背心|ベスト|조끼|베스트|chaleco|colete|weste',
  top: 'crop top|เสื้อครอป|áo croptop|croptop|atasan',
};

/** What is also called by a wider word: who writes "shoes" means the sneakers where those are the only shoes. */
export const KIND_OF: Readonly<Record<string, string>> = {
  sneakers: 'shoes',
  sandals: 'shoes',
  boots: 'shoes',
  jeans: 'trousers',
  cardigan: 'sweater',
  coat: 'jacket',
  tee: 'shirt',
  blouse: 'shirt',
  hijab: 'scarf',
};
