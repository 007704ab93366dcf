/**
 * The small words that say how the others hang together, by language. Data only; lists as in the lexicons, read by a
 * native speaker beside them.
 */
export interface Grammar {
  /** "sorry", "I mean": what follows stands in the place of what went before. */
  correction?: string;
  /** "each": the quantity counts for all that is named. */
  each?: string;
  /** "and": what follows is meant as well. */
  and?: string;
  /** "size": the number or letter that follows is one. */
  'size-mark'?: string;
  /** Kilos, centimetres, years, hours, days: the number beside it is no quantity. */
  unit?: string;
  /** "aged", "I weigh", "my number is": the number after it is no quantity. */
  'number-mark'?: string;
  /** "quantity": the number after it is one. */
  'amount-mark'?: string;
  money?: string;
  /** "instead of": what follows is not meant. */
  negation?: string;
  /** What went before it is not meant ("じゃなくて"). */
  except?: string;
  /** Somebody else's words or goods, or long ago: no claim of now. */
  elsewhere?: string;
  /** "all of them": how many that is, a person has to say. */
  all?: string;
  /** Words of advertising; a comment with one is never a claim. */
  spam?: string;
  /** "please": goods alone with it are asked for. */
  please?: string;
  /** A "not" that asks where it ends the comment ("đẹp không", "muat ga", "会透不"). */
  tag?: string;
  /** "who": who asks who takes it does not take it. */
  who?: string;
  /** "do not take": with a word of `anymore` beside it the named goods are given back. */
  untake?: string;
  /** "if I had money", "I wish": nothing that a seller could fulfil. */
  unreal?: string;
  /** "if you have", "se o frete": wanted on a condition. Words that mean nothing else; the rest are hedges. */
  condition?: string;
  /** "I already have": what is named is not asked for. */
  owned?: string;
  /** "last week": what was bought then is not bought now. */
  past?: string;
  /** Words that take and that tell of the past as well ("bought"). */
  bought?: string;
  /** "whichever you have": either of two would do. */
  either?: string;
  /** "구경": with a helping verb right after it ("할게요") it does something else than take. */
  doing?: string;
  /** "할게요": takes where goods or nothing stand before it. */
  helping?: string;
  /** "anymore": turns "do not take" from what was never wanted into what is wanted no longer. */
  anymore?: string;
}

export const GRAMMAR: Readonly<Record<string, Grammar>> = {
  en: {
    all: 'all of them|all of it|them all|all colors|all colours|all sizes|every color|every colour|everything|whole stock',
    'amount-mark': 'qty|quantity',
    correction: 'actually|sorry|i mean|i meant|correction|wait|oops|make it|make that|change to|rather|instead|nvm',
    each: 'each|of each|apiece|every|both|both of them|both of these',
    and: 'and|&|plus|n|also',
    'size-mark': 'size|sz|sizes|us size|eu size|eu|uk size',
    unit: "kg|kgs|kilo|kilos|lb|lbs|pounds|cm|cms|mm|inch|inches|feet|foot|gram|grams|ml|years|year|years old|yrs|yr|yo|y o|y/o|months old|am|pm|o'clock|oclock|min|mins|minutes|minute|hour|hours|hrs|hr|days|day|weeks|week|months|month|sec|secs|seconds|%|percent|people|followers|left|viewers|likes|stars",
    'number-mark':
      "whatsapp|my whatsapp|whatsapp me|my whatsapp is|whatsapp number|i am|i'm|im|aged|age|i weigh|weigh|weight|height|bust|waist|hips|my number|call me|text me|phone|tel|zip|postcode|apartment|unit no|room|at",
    money: 'usd|dollars|dollar|bucks|euro|euros|eur|sgd|aud|cents|pounds sterling',
    negation: 'instead of|rather than|not the',
    elsewhere:
      "already|yesterday|last week|last time|last night|last month|received|arrived|bought|ordered|purchased|got mine|got my|have mine|i have|she|he|they|someone|somebody|everyone|said|says|told|same as|like anna|wants to|took|got|was mine|wearing|used to|where is|where's",
    spam: 'telegram|follow me|follow back|free followers|check my profile|check my page|check my bio|link in bio|click here|click the link|earn|make money|work from home|crypto|bitcoin|forex|investment|giveaway on my|dm me for|i sell|cheaper here|cheaper at|visit my|my shop|my page|subscribe to|promo code|casino',
    please: 'please|pls|plz|plss|plsss|pleas|thanks|thank you|ty|thx',
    who: "who|who's|whos",
    untake: "don't want|dont want|do not want|don't need|dont need|won't take|not taking|not buying",
    anymore: 'anymore|any more|any longer',
    unreal:
      "if it was cheaper|if it were cheaper|if they were cheaper|if it wasn't so expensive|if it was on sale|if i had the money|if it was less|if i had|if only|wish i had|wish i could|if i could afford|if i were rich|if i was rich|if i win the lottery",
    owned: 'already have|i already have|already got|i already got|already own|i have one already|i have already',
    past: 'yesterday|last week|last night|last month|last time',
    bought: 'got it|claimed|copped|grabbed|snagged|nabbed|sold|sold to me',
    either: 'whichever|whichever you have|either one|either is fine|either|any is fine|whatever you have',
  },
  th: {
    all: 'ทั้งหมด|ทุกสี|ทุกไซส์|ทุกตัว|ทุกแบบ',
    'amount-mark': 'จำนวน',
    correction: 'ขอโทษ|โทษที|แก้เป็น|เปลี่ยนเป็น|ไม่ใช่สิ|ขอแก้|แก้',
    each: 'อย่างละ|สีละ|ไซส์ละ|แบบละ|ละ',
    and: 'และ|กับ|แล้วก็|พร้อม',
    'size-mark': 'ไซส์|ไซ|ไซซ์|ขนาด|เบอร์รองเท้า',
    unit: 'กก|กิโล|โล|ซม|เซน|เซนติเมตร|นิ้ว|ปี|ขวบ|โมง|ทุ่ม|นาที|ชั่วโมง|ชม|วัน|เดือน|อาทิตย์|สัปดาห์|คน|ครั้ง|เปอร์เซ็นต์|กรัม|น.',
    'number-mark': 'อายุ|หนัก|น้ำหนัก|สูง|ส่วนสูง|อก|เอว|สะโพก|โทร|เบอร์โทร|บ้านเลขที่|ราคา|ลด',
    money: 'บาท|฿|บ.',
    elsewhere: 'เมื่อวาน|ได้รับแล้ว|ได้ของแล้ว|สั่งไปแล้ว|ซื้อไปแล้ว|มีแล้ว|เพื่อน|เขา|คนอื่น|เหมือนคุณ|ของใคร',
    spam: 'แอดไลน์|รับปั๊ม|ปั๊มผู้ติดตาม|เว็บพนัน|สล็อต|บาคาร่า|หวย|รายได้เสริม|งานออนไลน์|สมัครฟรี|เครดิตฟรี|เงินกู้|ปล่อยกู้|กดลิงก์|ทักไลน์',
    please: 'ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|นะคะ|นะครับ|ด้วย',
    untake: 'ไม่เอา|ไม่รับ|ไม่จอง|ไม่ซื้อ|ไม่อยากได้|ไม่ต้องการ',
    anymore: 'แล้ว|แล้วค่ะ|ละ|ล่ะ',
    who: 'ใคร|มีใคร|คนไหน',
    unreal: 'ถ้ามีเงิน|ถ้ารวย',
    owned: 'มีแล้ว|มีอยู่แล้ว|มีแล้วค่ะ',
    past: 'เมื่อวาน|อาทิตย์ที่แล้ว|สัปดาห์ที่แล้ว|เดือนที่แล้ว|ครั้งที่แล้ว',
    bought: 'ซื้อ',
    either: 'สีไหนก็ได้|อันไหนก็ได้|อะไรก็ได้|ไซส์ไหนก็ได้',
  },
  vi: {
    all: 'tất cả|hết luôn|mọi màu|tất cả màu',
    'amount-mark': 'số lượng|sl',
    correction: 'nhầm|à nhầm|à quên|đổi thành|sửa thành|xin lỗi|sửa lại|sr|à không|ý em là|ý mình là',
    each: 'mỗi|mỗi màu|mỗi loại|mỗi cái|mỗi size|mỗi thứ',
    and: 'và|với|cùng',
    'size-mark': 'size|sz|cỡ|sai|số đo',
    unit: 'kg|ký|kí|ki|kilo|cân|cm|mét|tuổi|giờ|phút|tiếng|ngày|tháng|tuần|năm|người|lần|%|phần trăm',
    'number-mark': 'nặng|cao|tuổi|sđt|đt|số điện thoại|sdt|giá|nhà số|số nhà|eo|ngực|hôm',
    money: 'k|đ|đồng|ngàn|nghìn|vnd|vnđ|tr|triệu',
    negation: 'thay vì|không phải|không lấy|ko lấy|k lấy',
    elsewhere:
      'hôm qua|lần trước|đã nhận|nhận rồi|đã mua|mua rồi|đã đặt|đặt rồi|bạn em|bạn mình|người ta|chị kia|giống chị|có rồi',
    spam: 'vay tiền|kiếm tiền|việc nhẹ|lương cao|cá cược|nổ hũ|tăng follow|zalo nhóm|nhóm zalo|tuyển cộng tác viên|tuyển ctv|làm thêm tại nhà|tặng quà miễn phí|casino|bấm vào link|click vào',
    please: 'ạ|nha|nhé|nhe|shop ơi|giúp em|giúp mình|với ạ',
    untake: 'không lấy|ko lấy|k lấy|hok lấy|không mua|ko mua|k mua|không đặt|ko đặt|không chốt|ko chốt',
    anymore: 'nữa|nua',
    tag: 'không|ko|k|kg|hok|hong|hông|hem|khum|chưa|khong',
    who: 'ai|ai vậy|có ai',
    unreal: 'nếu có tiền|giá mà có tiền|ước gì',
    owned: 'em có rồi|có rồi|mua rồi|đã có',
    past: 'hôm qua|tuần trước|tháng trước|lần trước|hôm bữa|hôm trước',
    bought: 'chốt|lấy|em lấy|đặt|em đặt|mình lấy|em chốt',
    either: 'cái nào cũng được|màu nào cũng được|màu nào cũng dc|sao cũng được',
  },
  id: {
    all: 'semua|semuanya|semua warna',
    'amount-mark': 'jumlah|jml|qty',
    correction: 'eh|maaf|ralat|maksudnya|maksudku|eh salah|jadi|ganti jadi|ganti|sori|sorry',
    each: 'masing-masing|masing masing|masing2|tiap|setiap|per warna',
    and: 'dan|sama|plus|&|n',
    'size-mark': 'size|sz|ukuran|uk|nomor sepatu',
    unit: 'kg|kilo|cm|meter|tahun|thn|jam|menit|hari|minggu|bulan|orang|kali|persen|%|gram',
    'number-mark': 'umur|usia|berat|bb|tb|tinggi|ld|lingkar|no hp|wa|nomor hp|hp|jalan|jl|rt|rw|harga|diskon|jam',
    money: 'rb|ribu|k|rp|juta|jt|rupiah',
    negation: 'bukan|jangan|daripada',
    elsewhere:
      'kemarin|udah punya|sudah punya|udah beli|sudah beli|udah order|sudah order|udah sampai|sudah sampai|temenku|temanku|kata|dia|mereka|orang lain|samain|kayak punya|minggu lalu',
    spam: 'slot|gacor|maxwin|judi|pinjol|pinjaman|cuan|penghasilan tambahan|kerja online|follow balik|folback|klik link|klik bio|cek bio|cek profil|jual followers|tambah followers|dapat uang|bonus new member|grup telegram|gabung grup',
    please: 'kak|ya|dong|tolong|ya kak|kaka|min|makasih',
    untake:
      'tidak mau|tdk mau|gak mau|ga mau|gk mau|nggak mau|ngga mau|gamau|gakmau|gak ambil|ga ambil|ga beli|gak beli',
    anymore: 'lagi|lg|deh',
    tag: 'ga|gak|gk|nggak|ngga|tidak|tdk|kah',
    who: 'siapa|sapa|siapa aja',
    unreal: 'andai punya uang|kalau punya uang|kalau ada uang|kalo ada duit',
    owned: 'udah punya|sudah punya|udh punya|udah ada',
    past: 'kemarin|minggu lalu|bulan lalu',
    either: 'mana aja|yang mana aja|terserah|yang ada aja',
  },
  ms: {
    all: 'semua|semua warna|kesemuanya',
    'amount-mark': 'jumlah|kuantiti|qty',
    correction: 'eh|maaf|silap|tukar|tukar jadi|eh silap|sorry|maksud saya',
    each: 'setiap|setiap satu|satu setiap|tiap|masing-masing|seorang satu',
    and: 'dan|dengan|plus|&|n',
    'size-mark': 'saiz|size|sz|saiz kasut',
    unit: 'kg|kilo|cm|meter|tahun|thn|jam|minit|hari|minggu|bulan|orang|kali|peratus|%|gram',
    'number-mark': 'umur|berat|tinggi|no tel|no telefon|tel|hp|jalan|harga|diskaun|pukul',
    money: 'rm|ringgit|sen|hengget',
    negation: 'bukan|jangan|tak nak|taknak|xnak|x nak',
    elsewhere: 'semalam|dah beli|sudah beli|dah order|dah dapat|dah sampai|kawan saya|dia|mereka|orang lain|dah ada',
    spam: 'pinjaman|kerja dari rumah|kerja online|pendapatan tambahan|judi|slot|follow balik|klik link|jana pendapatan|buat duit|mega888|918kiss|join group|join telegram',
    please: 'ya|sis|tolong|pls|kak|please|terima kasih|tq',
    untake: 'tak nak|taknak|tak mahu|xnak|x nak|tk nak|tak mau|tak ambil',
    anymore: 'dah|lagi|dh',
    tag: 'tak|tk|x|ke|tidak',
    who: 'siapa|sapa|sape',
    unreal: 'kalau ada duit|kalau kaya',
    owned: 'dah ada|sudah ada|dah punya',
    past: 'semalam|minggu lepas|minggu lalu|bulan lepas',
    either: 'mana-mana|mana mana|mana-mana pun|apa-apa pun',
  },
  tl: {
    all: 'lahat|lahat ng|lahat ng kulay',
    'amount-mark': 'dami|qty',
    correction: 'ay|ay mali|mali|pala|sorry|correction|i mean|palitan ng|palit|wait',
    each: 'tig|tig-isa|tigisa|tig isa|bawat|each|tigdalawa|tig-dalawa',
    and: 'at|saka|tsaka|tapos|and|&|plus|pati|n',
    'size-mark': 'size|sz|sukat|laki',
    unit: 'kg|kilo|cm|inches|years|taon|taong|oras|minuto|araw|linggo|buwan|am|pm|tao|beses|%|na taon',
    'number-mark': 'edad|timbang|taas|bigat|cp no|cp number|number ko|contact|gcash no|presyo',
    money: 'php|piso|pesos|peso|k|pisos',
    negation: 'hindi|hindi yung|wag yung|imbes na|di yung|huwag',
    elsewhere:
      'daw|kahapon|nakuha ko na|nabili ko na|meron na ako|dumating na|na-receive|nareceive|siya|sya|sila|kanya|kaibigan ko|sabi|yung sa|kay|nakuha na|last time|last week',
    spam: 'kumita|extra income|online job|hiring|sideline|pautang|pa follow|follow back|follow me|join gc|telegram|casino|sabong|click link|check my page',
    please: 'po|please|pls|opo|ate|salamat|poh',
    tag: 'ba',
    who: 'sino|sinong|sino po',
    untake:
      'ayoko|ayoko ng|ayaw ko|ayaw ko ng|hindi ko kukunin|di ko kukunin|hindi ko kailangan|di ko kailangan|hindi ko bibilhin|hindi para sa akin|wala para sa akin',
    unreal: 'kung may pera|pag may pera|kung mayaman',
    owned: 'meron na ako|meron na akong|may ganyan na ako|may ganito na ako|na ako ng|meron na ko',
    bought: 'got it',
    past: 'kahapon|last week|last time|noong isang linggo',
    either: 'kahit alin|kahit ano|kahit anong kulay',
  },
  zh: {
    all: '全部|全要|所有|每色',
    'amount-mark': '数量|數量',
    correction: '不对|不對|改成|改为|改為|更正|说错|說錯|打错|打錯|换成|換成|改|抱歉|应该是|應該是|我是说|我是說',
    each: '各|每个|每個|每款|每色|分别|分別',
    and: '和|跟|与|與|还有|還有|以及|加|外加|再来|再來',
    'size-mark': '码|碼|尺码|尺碼|尺寸|号码|號碼|码数|碼數|鞋码|鞋碼|size',
    unit: '公斤|斤|kg|厘米|公分|cm|米|岁|歲|点钟|點鐘|点|點|分钟|分鐘|小时|小時|天|日|周|週|个月|個月|月|年|折|次|人|位|%|克|寸|吋',
    'number-mark': '身高|体重|我今年|體重|腰围|腰圍|胸围|胸圍|电话|電話|手机|手機|微信|岁数|年龄|年齡|今年',
    money: '块钱|塊錢|块|塊|元|人民币|人民幣|台币|台幣|港币|港幣|刀|蚊|银|銀',
    negation: '不是|不要|别要|別要|而不是',
    except: '不要',
    elsewhere:
      '来看看|來看看|来看一下|來看一下|进来看|進來看|過來看|过来看|昨天|上次|已经买|已經買|已经拍|已經拍|买过|買過|收到了|已收到|朋友|她|他|别人|別人|谁的|誰的|同款|一样的|一樣的|上周|上週',
    spam: '加微信|加我微信|加v|加薇|加vx|加line|兼职|兼職|刷单|刷單|赚钱|賺錢|日结|日結|贷款|貸款|博彩|赌|賭|彩票|互粉|互关|免费领取|免費領取|代购找我|我家更便宜|私信我|点击链接|點擊連結|进群|進群|红包群',
    please: '谢谢|謝謝|麻烦|麻煩|请|請|拜托|拜託|感谢|感謝',
    untake: '不想要|不要|不买|不買|不拍|不订|不訂|唔要',
    anymore: '了|啦|喇|囉',
    tag: '不|没|沒|未|冇',
    who: '谁|誰|谁要|誰要|边个|邊個|哪位',
    unreal: '如果有钱|有钱的话|要是有钱',
    condition: '的话|的話|我就要|我就买|我就買|就要',
    owned: '已经有|已經有|已有|我有了|有了|已经买|已經買',
    past: '昨天|上次|上周|上週|上个月|上個月|前几天',
    bought: '买了|買了|拍了|收了|我买|入了|抢到了|预订|预定|我买了|下单了|下單了',
    either: '都行|都可以|哪个都行|哪個都行|随便哪个|都可',
  },
  ja: {
    all: '全部|全色|すべて|全て',
    'amount-mark': '個数|数量',
    correction:
      'いや|いえ|すみません|すいません|間違え|間違えた|間違い|訂正|やっぱり|やっぱ|じゃなくて|変更|ごめん|ごめんなさい',
    each: 'ずつ|各|それぞれ|一つずつ|1つずつ',
    and: 'と|および|それと|あと',
    'size-mark': 'サイズ|寸',
    unit: 'キロ|kg|センチ|cm|歳|才|時|分|秒|日|週間|か月|ヶ月|年|人|回|度|名|%|割|号室|グラム|時間|日間|インチ',
    'number-mark': '身長|体重|年齢|電話|ウエスト|バスト|値段|定価|予算',
    money: '円|えん|ドル|万円|千円',
    except: 'じゃなくて|じゃなく|ではなく|ではなくて|以外|よりも|よりは',
    elsewhere:
      '昨日|先週|前回|買いました|買った|届きました|届いた|持って|持ってます|友達|彼女|彼|みんな|他の人|言って|さんと同じ|と同じ|誰の|もう買',
    spam: '副業|稼げ|儲か|投資|フォロバ|相互フォロー|line追加|ライン追加|無料で配布|プロフ見て|プロフィール見て|固ツイ|クリックして|カジノ|出会い|当選しました',
    please: 'お願いします|おねがいします|お願い|ください|下さい|頼みます',
    untake: 'いらない|要らない|いりません|要りません|不要|買わない|買いません',
    anymore: 'もう|やっぱり|やっぱ',
    who: '誰|だれ|どなた|人いますか|人います',
    unreal: 'お金があれば|お金あれば|お金があったら',
    condition: 'があれば|あれば|があったら|あったら|だったら|であれば|があるなら|あるなら|なら',
    owned: '持ってます|持ってる|もう持って|持っています',
    past: '昨日|先週|前回|先月|この前',
    bought: '買い|購入|買った',
    either: 'どちらでも|どっちでも|どちらでもいい',
  },
  ko: {
    all: '전부|모두|다 주세요|전색상',
    'amount-mark': '수량|갯수|개수',
    correction: '아니|아니아니|아니다|죄송|죄송해요|정정|수정|바꿀게요|바꿔|변경|실수|아참|잘못|아 아니',
    each: '씩|각각|각|각자',
    and: '하고|랑|이랑|와|과|그리고|또',
    'size-mark': '사이즈|치수|호수',
    unit: '키로|킬로|kg|센치|센티|cm|살|세|시|분|초|일|주|개월|년|명|번째|인치|%|그램|시간|년생|퍼센트',
    'number-mark': '키|키는|몸무게|몸무게는|나이|나이는|전화|번호는|연락처|허리|가슴|발볼',
    money: '원|만원|천원|달러',
    except: '말고|아니고|아니라|빼고|대신',
    elsewhere:
      '어제|지난주|저번에|샀어요|샀는데|받았어요|받았습니다|왔어요|도착했|친구가|친구는|그분|다른분|누구|있는데|님이랑 같은|님과 같은|이미',
    spam: '부업|재택알바|알바모집|수익보장|돈버는|카톡 추가|카톡추가|텔레그램|토토|카지노|대출|맞팔|선팔|무료로 드려요|프로필 확인|프로필확인|클릭',
    please: '요|이요|이여|이용|주세요|부탁|부탁해요|부탁드려요|감사합니다',
    untake: '안사|안 사|필요없어|필요 없어',
    anymore: '이제|그냥',
    who: '누가|누구|누구세요',
    unreal: '돈 있으면|돈있으면|돈이 있으면|부자라면',
    condition: '이면|라면|있으면|있다면|나오면|되면',
    owned: '이미 있어요|이미 있어|이미 있음|벌써 있어요|집에 있어요',
    past: '어제|지난주|지난번|저번에|지난달',
    bought: '샀어요',
    doing:
      '구경|구경만|생각|고민|연락|문의|질문|시청|응원|공유|팔로우|구독|입금|결제|송금|확인|나중에|다음에|내일|오늘은|검색|비교|포기|반품|인사|설명|기대|출석',
    helping: '할게요|할께요|할게여|할께여|할께용|할게용|할래요|하겠습니다',
    either: '아무거나|상관없|둘중 아무',
  },
  es: {
    all: 'todos los colores|todas las tallas|todo lo que|todos ellos',
    'amount-mark': 'cantidad|cant',
    correction: 'perdón|perdon|digo|quise decir|mejor|corrijo|no mejor|cambio a|disculpa|me equivoqué|me equivoque',
    each: 'ambos|ambas|cada uno|cada una|de cada|cada|c/u|de cada uno|de cada una',
    and: 'y|e|más|mas|además|&|también|tambien',
    'size-mark': 'talla|talle|tallas|número de zapato|calzo|tamaño',
    unit: 'kg|kilo|kilos|cm|centímetros|metros|años|anos|añitos|meses|am|pm|horas|hora|hrs|minutos|min|días|dias|día|dia|semanas|personas|veces|%|por ciento|gramos|libras',
    'number-mark':
      'tengo|peso|mido|edad|mi número|mi numero|teléfono|telefono|tel|cel|calle|cp|cintura|busto|a las|son las',
    money: 'pesos|euros|euro|dólares|dolares|soles|mxn|usd|lucas|varos',
    negation: 'en vez de|en lugar de|no el|no la|no quiero|no es',
    elsewhere:
      'ayer|la semana pasada|ya compré|ya compre|ya tengo|ya pedí|ya me llegó|ya me llego|me llegó|mi amiga|mi amigo|ella|dijo|dice|alguien|igual que|lo mismo que|el mes pasado|la última vez|compré|pedí',
    spam: 'gana dinero|ganar dinero|trabaja desde casa|sígueme|sigueme|visita mi|mi página|mi perfil|gratis aquí|gratis aqui|préstamos|prestamos|seguidores gratis|criptomonedas|inversión|haz clic|da clic|únete|unete|apuestas|casino|más barato en',
    please: 'por favor|porfa|porfis|gracias|pf|xfa|plis|por fa',
    who: 'quién|quien|quiénes',
    untake:
      'no quiero|no lo quiero|no la quiero|no necesito|no voy a llevar|no voy a comprar|no me interesa|no quiero nada',
    anymore: 'ya|más|mas',
    unreal:
      'si fuera más barato|si fuera más barata|si estuviera más barato|si tuviera dinero|si tuviera|si pudiera|ojalá tuviera',
    condition:
      'si hay en|si hay de|si lo tienes en|si la tienes en|si lo hay en|si la hay en|si tienen|si tienes|si lo tienen|si la tienen|si viene|si viene en|si vienen|si está en|si el envío|si el envio|si hay|si es en|si sale en|si existe|si tiene|si me lo dejas|si me la dejas|si mandan|si envían',
    owned: 'ya tengo|ya lo tengo|ya la tengo|ya compré|ya pedí',
    past: 'ayer|la semana pasada|el mes pasado|la última vez',
    either: 'cualquiera|el que haya|la que haya|me da igual',
  },
  pt: {
    all: 'todas as cores|todos os tamanhos|tudo que',
    'amount-mark': 'quantidade|qtd|qtde',
    correction:
      'desculpa|desculpe|digo|quis dizer|quero dizer|melhor|na verdade|errei|corrigindo|opa|ops|muda pra|troca por',
    each: 'ambos|ambas|cada|cada um|cada uma|de cada|de cada um',
    and: 'e|mais|também|tambem|&',
    'size-mark': 'tamanho|tam|numeração|número do sapato|calço|manequim',
    unit: 'kg|kilo|kilos|quilos|cm|metros|anos|meses|horas|hora|hrs|min|minutos|dias|dia|semanas|pessoas|vezes|%|por cento|gramas',
    'number-mark': 'tenho|peso|meço|idade|meu número|meu numero|telefone|tel|zap|whats|rua|cep|cintura|busto|às',
    money: 'reais|real|r$|conto|contos|pila|euros|brl',
    negation: 'em vez de|ao invés de|ao inves de|não o|não a|não quero|nao quero|não é',
    elsewhere:
      'ontem|semana passada|já comprei|ja comprei|já tenho|ja tenho|já pedi|chegou o meu|chegou a minha|já chegou|minha amiga|meu amigo|ela|ele|disse|falou|alguém|igual a|igual ao da|mesmo da|última vez|comprei|recebi',
    spam: 'ganhe dinheiro|ganhar dinheiro|renda extra|trabalhe em casa|me segue|me sigam|sigo de volta|visite meu|meu perfil|clique|clica no link|grátis aqui|empréstimo|seguidores grátis|investimento|tigrinho|aposta|mais barato na|grupo do telegram',
    please: 'por favor|pfv|pf|obrigada|obrigado|por gentileza|obg|pfvr',
    who: 'quem',
    untake:
      'não quero|nao quero|não quero nada|não vou ficar|não vou levar|não vou querer|não preciso|não vou comprar|não me interessa|não fico com',
    anymore: 'mais',
    unreal:
      'se fosse mais barato|se fosse mais barata|se eu tivesse dinheiro|se eu pudesse|se tivesse dinheiro|quem me dera',
    condition:
      'se tiver|se tiver no|se tiver em|se tiver na|se tem|se tem no|se tem em|se houver|se vier|se vier em|se o frete|se a entrega|se o envio|se for frete|se vocês tiverem|se você tiver|se vc tiver|se existir|se chegar',
    owned: 'já tenho|ja tenho|já comprei|ja comprei',
    past: 'ontem|semana passada|mês passado|última vez',
    bought: 'peguei|reservado|comprei',
    either: 'qualquer um|qualquer uma|tanto faz|o que tiver',
  },
  fr: {
    all: 'toutes les couleurs|toutes les tailles|tous les',
    'amount-mark': 'quantité|qté',
    correction:
      'pardon|désolé|désolée|je voulais dire|je veux dire|plutôt|enfin|oups|erreur|en fait|rectification|non plutôt|finalement',
    each: 'tous les deux|toutes les deux|chacun|chacune|de chaque|chaque|de chacun',
    and: 'et|plus|aussi|ainsi que|&',
    'size-mark': 'taille|pointure',
    unit: 'kg|kilo|kilos|cm|centimètres|mètres|ans|an|mois|heures|heure|min|minutes|jours|jour|semaines|personnes|fois|%|pour cent|grammes',
    'number-mark': "j'ai|je pèse|je mesure|âge|mon numéro|tél|tel|téléphone|rue|code postal|à",
    money: 'euros|euro|€|balles|chf|dollars',
    negation: 'au lieu de|pas le|pas la|pas les|et pas|plutôt que',
    elsewhere:
      "hier|la semaine dernière|déjà acheté|j'ai déjà|j'ai reçu|déjà reçu|reçu|mon amie|mon ami|ma copine|elle|il a|il dit|dit|quelqu'un|pareil que|comme anna|la dernière fois|j'ai acheté|j'ai commandé|la même que|le même que",
    spam: 'gagner de l’argent|gagnez|gagne de l’argent|suivez-moi|suis moi|abonne toi à|abonnez-vous à|mon profil|ma page|cliquez|clique ici|gratuit ici|prêt entre|crypto|investissement|travail à domicile|moins cher sur|moins cher chez|casino|abonnés gratuits',
    please: "svp|stp|s'il vous plaît|s'il te plaît|merci|please",
    who: 'qui prend|qui a pris|qui veut|qui la prend|qui le prend',
    untake:
      "je ne veux pas|je veux pas|je ne prends pas|je prends pas|je ne le prends pas|je ne la prends pas|je le prends pas|je la prends pas|pas besoin|je n'achète pas|pas pour moi",
    anymore: 'plus|finalement|tout compte fait',
    unreal:
      "si c'était moins cher|s'il était moins cher|si elle était moins chère|si j'avais de l'argent|si j'avais les moyens|si je pouvais|si seulement",
    condition:
      "s'il y a|s'il y en a|si il y a|si y a|si vous avez|si vous l'avez|si tu l'as|si tu as|s'il existe|si elle existe|si la livraison|si les frais|si le port|si c'est|s'il est|si elle est|si ça existe",
    owned: "j'ai déjà|je l'ai déjà|déjà acheté|je l'ai",
    past: 'hier|la semaine dernière|le mois dernier|la dernière fois',
    bought: 'acheté|vendu|adjugé',
    either: "n'importe|n'importe lequel|peu importe|l'un ou l'autre",
  },
  de: {
    all: 'alle farben|alle größen|alles davon',
    'amount-mark': 'anzahl|menge',
    correction:
      'sorry|ich meine|ich meinte|meinte|quatsch|entschuldigung|doch lieber|lieber|korrektur|moment|halt|nein doch|stattdessen|ups',
    each: 'beide|beides|jeweils|je|pro|von jedem|von jeder|jede|jeden|jedes',
    and: 'und|sowie|plus|auch|&',
    'size-mark': 'größe|groesse|gr|gr.|schuhgröße|grösse|konfektionsgröße',
    unit: 'kg|kilo|cm|zentimeter|meter|jahre|jahr|monate|uhr|stunden|stunde|std|min|minuten|tage|tag|wochen|woche|leute|personen|mal so|%|prozent|gramm',
    'number-mark': 'ich bin|ich wiege|wiege|alter|meine nummer|telefon|tel|handy|straße|plz|hausnummer|um',
    money: 'euro|euros|€|eur|chf|franken|cent',
    negation: 'statt|anstatt|nicht das|nicht die|nicht den|anstelle von',
    elsewhere:
      'gestern|letzte woche|letztes mal|schon gekauft|habe schon|hab schon|habe ich schon|hab ich schon|schon bestellt|angekommen|bekommen|erhalten|meine freundin|mein freund|sie hat|er hat|jemand|sagt|sagte|wie anna|das gleiche wie|dasselbe wie|bestellt habe|gekauft',
    spam: 'geld verdienen|verdienen|nebenjob|folgt mir|folge mir|mein profil|meine seite|klick hier|klickt|gratis hier|kredit|krypto|bitcoin|investieren|billiger bei|günstiger bei|casino|besucht meine|besuche meine',
    please: 'bitte|danke|bidde|bitteschön|pls',
    who: 'wer|wem',
    untake: 'auf keinen fall|keinesfalls|nichts für mich|nicht mein ding|nicht mein geschmack',
    anymore: 'mehr',
    unreal:
      'wenn es billiger wäre|wenn der billiger wäre|wenn die billiger wäre|wenn das billiger wäre|hätte ich geld|wenn ich geld hätte|wenn ich könnte|wäre ich reich|hätte ich doch',
    owned:
      'ich habe|ich hab|hab ich|habe ich|hab schon|habe schon|hab ich schon|habe ich schon|schon gekauft|schon bestellt',
    past: 'gestern|letzte woche|letztes mal|letzten monat|neulich',
    bought: 'gekauft|genommen|geschnappt|gesichert|bestellt',
    either: 'egal|egal welche|egal welches|ist mir egal',
  },
  ar: {
    all: 'كلهم|كل الالوان|الكل|جميع',
    'amount-mark': 'عدد|العدد|الكمية|كمية',
    correction: 'قصدي|اقصد|أقصد|عفوا|عفواً|آسفة|اسفة|آسف|اسف|بل|لا خلاص|غيري|خليها|خليه|تصحيح',
    each: 'كلاهما|الاثنين مع بعض|لكل|لكل واحد|من كل|كل واحد|كل وحده|من كل واحد|كل لون',
    and: 'و|مع|كمان|بالإضافة|وكمان',
    'size-mark': 'مقاس|قياس|المقاس|سايز|نمرة',
    unit: 'كيلو|كجم|كغ|سم|سنتي|متر|سنة|سنوات|عام|شهر|شهور|ساعة|ساعات|دقيقة|دقائق|يوم|ايام|أيام|اسبوع|أسبوع|شخص|مرة|مرات|بالمية|بالمئة|%|جرام|سنين|الساعة',
    'number-mark': 'عمري|عمر|وزني|وزن|طولي|طول|رقمي|رقم جوالي|جوال|جوالي|هاتف|واتس|تلفون|شارع',
    money: 'ريال|درهم|جنيه|دينار|دولار|ليرة|ر.س|دراهم|جنيهات|ريالات',
    negation: 'بدل|مو|مش|ليس|وليس|بدلا من|ما أريد|ما ابي|ما ابغى|لا اريد|لا أريد',
    elsewhere:
      'أمس|امس|اشتريت|اشتريته|وصلني|وصلتني|استلمت|عندي|صديقتي|صاحبتي|اختي قالت|هي|هو|قالت|قال|نفس|مثل|الأسبوع الماضي|طلبت|مين',
    spam: 'اربح|ربح|ارباح|تابعوني|تابعني|زيارة صفحتي|صفحتي|حسابي|اضغط|اضغطي|قروض|قرض|استثمار|عملات رقمية|وظيفة من المنزل|متابعين مجانا|زيادة متابعين|ارخص عندي|أرخص عندي|تيليجرام|تلجرام|كازينو|مراهنات',
    please: 'من فضلك|لو سمحت|لو سمحتي|شكرا|رجاء|الله يسعدك|بليز|ممكن',
    who: 'مين|من اخذ',
    untake:
      'ما ابي|ما أبي|ما ابغى|ما أبغى|مابي|مابغى|لا أريد|لا اريد|ما أريد|ما اريد|مش عايزة|مش عايز|مش عاوزة|مش عاوز|ما بدي|مابدي|مش بدي|ما ابيه|ما ابيها|ما ابغاه|ما ابغاها|ما احتاج|ما أحتاج|مو عايزة|ما راح آخذ|ما راح اخذ|لا شي لي|لا أريد|مابي|ما ابي|ما أبغى|مابغى|ما ابغاه|ما ابيه|ما ابيها|مابيها|مابيه|ما ابغاها|مو عايزة|مو عايز|مو عاوزة|مو عاوز|مو عايزاها|مو ابي|مو ابغى|مو بدي|ما عايزة|ما عاوزة|مابدي|مش عاوزاها|مش عايزها|مش عايزة|مش عايز|مش عاوزة|مش عاوز|مش عايزاه|مش عايزاها|ما بدي|ما بدي ياه|ما بدي ياها|مش بدي',
    anymore: 'خلاص|عاد|بعد اليوم',
    unreal: 'لو معي فلوس|لو عندي فلوس',
    owned: 'عندي|عندي من قبل|اشتريت قبل|عندي منه|عندي منها',
    past: 'أمس|امس|الأسبوع الماضي|الاسبوع الماضي|الأسبوع اللي فات|الاسبوع اللي فات|الشهر الماضي|المرة الماضية',
    bought: 'اشتريت|اشتريتها|شريت|شريتها|أخذت|خذيت|أخذتها|أخدت|خديت|حجزت',
    either: 'اي واحد|أي واحد|اي لون|أي لون|ما يفرق',
    condition: 'لو في|لو فيه|لو متوفر|إذا متوفر|اذا متوفر|اذا في|إذا في|لو موجود|إذا موجود|لو عندكم|اذا عندكم',
  },
};
