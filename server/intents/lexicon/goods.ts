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
  bag: 'bag|bags|tote|tote bag|handbag|purse|กระเป๋า|กระเป๋าผ้า|túi|túi xách|tas|beg|包包|帆布袋|帆布包|布袋|袋子|手袋|托特包|バッグ|トートバッグ|鞄|カバン|가방|에코백|bolso|bolsos|bolsa|bolsas|sac|sacs|tasche|taschen|stofftasche|شنطة|شنط|حقيبة',
  wallet:
    'wallet|wallets|กระเป๋าสตางค์|dompet|钱包|錢包|財布|지갑|cartera|billetera|carteira|portefeuille|geldbörse|محفظة',
  shoes:
    'shoes|shoe|รองเท้า|giày|sepatu|kasut|sapatos|鞋子|鞋|靴|신발|구두|zapatos|zapato|sapato|chaussures|chaussure|schuhe|schuh|حذاء|احذية',
  sneakers:
    'sneakers|sneaker|trainers|รองเท้าผ้าใบ|giày thể thao|球鞋|运动鞋|運動鞋|スニーカー|운동화|스니커즈|tenis|zapatillas|tênis|baskets|turnschuhe|كوتشي',
  sandals:
    'sandals|sandal|slippers|flip flops|รองเท้าแตะ|dép|sendal|selipar|tsinelas|凉鞋|涼鞋|拖鞋|サンダル|샌들|슬리퍼|sandalias|sandálias|chinelo|chinelos|sandales|sandalen|صندل',
  boots: 'boots|boot|บูท|bốt|靴子|ブーツ|부츠|botas|bottes|stiefel|بوت',
  hat: 'hat|hats|cap|caps|beanie|หมวก|mũ|nón|topi|帽子|帽|キャップ|모자|gorra|gorras|sombrero|chapéu|boné|chapeau|hut|hüte|strohhut|casquette|mütze|قبعة|كاب',
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
  towel:
    'towel|towels|beach towel|ผ้าเช็ดตัว|ผ้าขนหนู|khăn tắm|handuk|tuala|tuwalya|twalya|毛巾|浴巾|タオル|수건|타월|toalla|toallas|toalha|toalhas|serviette de bain|serviette|serviettes|drap de bain|handtuch|handtücher|فوطة|فوط|منشفة|مناشف',
  sunglasses:
    'sunglasses|glasses|eyewear|แว่น|แว่นตา|แว่นกันแดด|kính|kính mát|mắt kính|kacamata|cermin mata|salamin sa mata|眼镜|眼鏡|墨镜|墨鏡|太陽眼鏡|サングラス|メガネ|めがね|선글라스|안경|lentes|gafas|anteojos|óculos|lunettes|brille|brillen|sonnenbrille|نظارة|نظارات',
  soap: 'soap|soaps|สบู่|xà bông|xà phòng|sabun|sabon|肥皂|香皂|石鹸|せっけん|비누|jabón|jabones|sabonete|sabonetes|savon|savons|seife|seifen|صابون|صابونة',
  shampoo: 'shampoo|shampoos|แชมพู|dầu gội|shampo|syampu|洗发水|洗髮精|シャンプー|샴푸|champú|xampu|shampooing|شامبو',
  'face cream':
    'face cream|moisturizer|moisturiser|lotion|ครีมบำรุง|ครีมทาหน้า|โลชั่น|kem dưỡng|krim wajah|pelembab|losyen|面霜|乳液|フェイスクリーム|로션|crema facial|crema hidratante|hidratante|creme facial|creme hidratante|crème visage|gesichtscreme|كريم وجه|مرطب|لوشن',
  serum: 'serum|serums|เซรั่ม|tinh chất|精华|精華液|セラム|美容液|세럼|suero facial|sérum|سيروم',
  sunscreen:
    'sunscreen|sunblock|กันแดด|ครีมกันแดด|kem chống nắng|防晒|防曬|日焼け止め|선크림|protector solar|bloqueador|protetor solar|crème solaire|sonnencreme|واقي شمس',
  'nail polish':
    'nail polish|ยาทาเล็บ|sơn móng|kutek|cutex|指甲油|マニキュア|매니큐어|esmalte|esmaltes|vernis|vernis à ongles|nagellack|طلاء اظافر|مناكير',
  underwear:
    'underwear|panty|panties|boxers|briefs|ชุดชั้นใน|กางเกงใน|đồ lót|quần lót|celana dalam|seluar dalam|内裤|內褲|下着|속옷|팬티|ropa interior|calzones|bragas|calcinha|cueca|culotte|culottes|unterwäsche|unterhose|ملابس داخلية',
  bra: 'bra|bras|เสื้อใน|บรา|áo ngực|áo lót|beha|文胸|內衣|ブラジャー|브라|sujetador|brasier|sostén|sutiã|soutien-gorge|soutif|حمالة صدر|سوتيان',
  jumpsuit:
    'jumpsuit|romper|จั๊มสูท|jumpsuit dài|连体裤|連身褲|オールインワン|점프수트|enterizo|macacão|combinaison|overall|jumpsuits|افرول|جمبسوت',
  suit: 'ชุดสูท|com lê|setelan|西装|西裝|スーツ|정장|traje|terno|costume|anzug|بدلة',
  backpack:
    'backpack|backpacks|rucksack|เป้|กระเป๋าเป้|balo|ransel|tas ransel|beg galas|背包|双肩包|後背包|リュック|백팩|배낭|mochila|mochilas|sac à dos|rucksäcke|شنطة ظهر|حقيبة ظهر',
  raincoat:
    'raincoat|rain jacket|เสื้อกันฝน|áo mưa|jas hujan|baju hujan|kapote|雨衣|レインコート|우비|impermeable de lluvia|capa de chuva|imperméable|ciré|regenjacke|regenmantel|معطف مطر',
  keychain:
    'keychain|keychains|key ring|keyring|พวงกุญแจ|móc khóa|gantungan kunci|rantai kunci|钥匙扣|鑰匙圈|キーホルダー|키링|열쇠고리|llavero|llaveros|chaveiro|porte-clés|porte-clé|schlüsselanhänger|ميدالية مفاتيح',
  brooch: 'brooch|pin badge|เข็มกลัด|trâm cài áo|kerongsang|胸针|胸針|ブローチ|브로치|broche|broches|brosche|بروش',
  'hair clip':
    'hair clip|hairclip|hair claw|claw clip|barrette|กิ๊บ|กิ๊บติดผม|kẹp tóc|jepit rambut|jedai|klip rambut|发夹|髮夾|ヘアクリップ|집게핀|머리핀|pinza de pelo|pinzas de pelo|gancho de pelo|presilha|pince à cheveux|haarspange|haarklammer|مشبك شعر|توكة',
  headband:
    'headband|scrunchie|hairband|ที่คาดผม|ยางมัดผม|băng đô|cột tóc|bando|ikat rambut|发箍|髮圈|カチューシャ|シュシュ|헤어밴드|머리끈|diadema|vincha|scrunchies|faixa de cabelo|bandeau|chouchou|haarband|haarreif|طوق شعر',
  toy: 'toy|toys|ของเล่น|đồ chơi|mainan|laruan|玩具|おもちゃ|장난감|juguete|juguetes|brinquedo|brinquedos|jouet|jouets|spielzeug|لعبة|العاب',
  doll: 'doll|dolls|ตุ๊กตา|búp bê|boneka|anak patung|manika|娃娃|公仔|人形|ぬいぐるみ|인형|muñeca|muñecas|peluche|boneca|bonecas|pelúcia|poupée|peluches|puppe|puppen|kuscheltier|plüschtier|دمية|عروسة',
  'phone case':
    'phone case|phone cases|เคส|เคสมือถือ|ốp lưng|ốp điện thoại|casing hp|case hp|手机壳|手機殼|スマホケース|폰케이스|funda|fundas|carcasa|capinha|coque|coques|handyhülle|hülle|جراب موبايل|كفر جوال|كفر',
  headphones:
    'headphones|earphones|earbuds|headset|หูฟัง|tai nghe|earphone|fon telinga|耳机|耳機|イヤホン|ヘッドホン|이어폰|헤드폰|audífonos|auriculares|fone de ouvido|fones|écouteurs|casque audio|kopfhörer|سماعة|سماعات',
  lamp: 'lamp|lamps|โคมไฟ|đèn bàn|đèn ngủ|lampu|ilawan|台灯|檯燈|ランプ|照明|램프|조명|lámpara|lámparas|luminária|abajur|lampe|lampes|lampen|أباجورة|لمبة',
  vase: 'vase|vases|แจกัน|bình hoa|vas bunga|pasu|plorera|花瓶|꽃병|화병|florero|jarrón|vaso de flores|blumenvase|مزهرية|فازة',
  bowl: 'bowl|bowls|ชาม|cái tô|mangkok|mangkuk|碗|ボウル|お椀|그릇|cuenco|tazón|tigela|bol|bols|saladier|schüssel|schale|schalen|وعاء|زبدية|سلطانية',
  plate:
    'plate|plates|จาน|cái đĩa|piring|pinggan|pinggan mangkuk|plato|platos|盘子|盤子|お皿|접시|prato|pratos|assiette|assiettes|teller|صحن|صحون|طبق|أطباق',
  teapot:
    'teapot|กาน้ำชา|ấm trà|teko|teko teh|茶壶|茶壺|急須|ティーポット|찻주전자|tetera|bule|théière|teekanne|kanne|إبريق|براد شاي',
  rug: 'rug|rugs|carpet|พรม|thảm|karpet|permaidani|地毯|ラグ|カーペット|러그|카펫|alfombra|alfombras|tapete|tapetes|tapis|teppich|سجادة|سجاد',
  curtain:
    'curtain|curtains|ผ้าม่าน|ม่าน|rèm|gorden|gordyn|langsir|kurtina|窗帘|窗簾|カーテン|커튼|cortina|cortinas|rideau|rideaux|vorhang|vorhänge|gardine|ستارة|ستائر',
  'bed sheets':
    'bed sheet|bed sheets|bedsheet|bedsheets|bedding|ผ้าปู|ผ้าปูที่นอน|ga giường|drap giường|sprei|cadar|kubrekama|床单|床單|シーツ|이불커버|침대커버|sábana|sábanas|lençol|lençóis|draps|housse de couette|bettwäsche|bettlaken|ملاية|ملايات|شرشف|مفرش',
  apron:
    'apron|aprons|ผ้ากันเปื้อน|tạp dề|celemek|apron masak|围裙|圍裙|エプロン|앞치마|delantal|mandil|avental|tablier|schürze|مريلة|مريول',
  mirror:
    'mirror|mirrors|กระจก|cái gương|cermin|salamin|镜子|鏡子|ミラー|거울|espejo|espejos|espelho|miroir|miroirs|spiegel|مراية|مرآة',
  basket:
    'basket|baskets de rangement|ตะกร้า|cái giỏ|keranjang|bakul|篮子|籃子|かご|バスケット|바구니|canasta|canasto|cesta|cesto|panier|paniers|korb|körbe|سلة',
  leash:
    'leash|dog leash|dog lead|สายจูง|dây dắt|tali anjing|牵引绳|牽繩|목줄|correa|correa de perro|coleira|guia de cachorro|trela|laisse|hundeleine|leine|طوق كلب|سلسلة كلب',
  pendant:
    'pendant|pendants|จี้|mặt dây chuyền|liontin|loket|吊坠|吊墜|ペンダント|펜던트|dije|dijes|pingente|berloque|pendentif|anhänger|دلاية|تعليقة',
  anklet:
    'anklet|anklets|กำไลข้อเท้า|lắc chân|gelang kaki|脚链|腳鍊|アンクレット|발찌|tobillera|tornozeleira|chevillère|fußkettchen|خلخال',
  gloss:
    'lip gloss|lipgloss|ลิปกลอส|son bóng|唇釉|グロス|립글로스|brillo labial|brilho labial|gloss labial|lippenglanz|ملمع شفاه|قلوس',
  mascara: 'mascara|mascaras|มาสคาร่า|睫毛膏|マスカラ|마스카라|rímel|wimperntusche|ماسكارا|مسكرة',
  plant:
    'plants|succulent|ต้นไม้|cây cảnh|tanaman|tanaman hias|pokok bunga|植物|盆栽|植木|화분|planta|plantas|suculenta|plante|plantes|pflanze|pflanzen|نبتة|نباتات',
  glasses:
    'sunglasses|glasses|eyeglasses|แว่น|แว่นตา|แว่นกันแดด|kính|kính râm|mắt kính|kacamata|cermin mata|墨镜|墨鏡|太阳镜|太陽眼鏡|眼镜|眼鏡|サングラス|メガネ|선글라스|안경|lentes|gafas|lentes de sol|gafas de sol|óculos|óculos de sol|lunettes|lunettes de soleil|sonnenbrille|brille|نظارة|نظارات',
  leggings: 'leggings|legging|เลกกิ้ง|quần legging|legíns|打底裤|打底褲|瑜伽裤|レギンス|레깅스|mallas|leggins|ليقنز|ليجن',
  socks:
    'socks|sock|ถุงเท้า|tất|vớ|kaos kaki|stokin|medyas|袜子|襪子|靴下|양말|calcetines|meias|chaussettes|socken|شراب|جوارب',
  umbrella:
    'umbrella|umbrellas|ร่ม|ô dù|payung|payong|雨伞|雨傘|傘|우산|paraguas|sombrilla|guarda-chuva|parapluie|regenschirm|schirm|مظلة|شمسية',
  'lip gloss': 'lip gloss|lipgloss|gloss|ลิปกลอส|son bóng|唇釉|唇彩|リップグロス|립글로스|brillo labial|lipgloss',
  gloves:
    'gloves|glove|ถุงมือ|găng tay|sarung tangan|guwantes|手套|手袋式|手袋子|장갑|guantes|luvas|gants|handschuhe|قفازات',
  swimsuit:
    'swimsuit|bikini|swimwear|ชุดว่ายน้ำ|đồ bơi|baju renang|泳衣|泳装|水着|수영복|traje de baño|bañador|maiô|biquíni|maillot|badeanzug|مايوه',
  perfume: 'perfume|perfumes|cologne|น้ำหอม|nước hoa|parfum|minyak wangi|pabango|香水|향수|perfumes|parfüm|عطر|عطور',
};

/** What is also called by a wider word: who writes "shoes" means the sneakers where those are the only shoes. */
export const KIND_OF: Readonly<Record<string, string>> = {
  sneakers: 'shoes',
  sandals: 'shoes',
  boots: 'shoes',
  jeans: 'trousers',
  leggings: 'trousers',
  cardigan: 'sweater',
  coat: 'jacket',
  tee: 'shirt',
  blouse: 'shirt',
  hijab: 'scarf',
  pendant: 'necklace',
  anklet: 'bracelet',
};
