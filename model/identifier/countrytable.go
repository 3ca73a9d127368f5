package identifier

// countryTable holds the 249 countries and territories of ISO 3166-1, one a
// line: alpha-2 and alpha-3 code, a space, and the names and variants under which
// they occur, in the form of countryKey, with "|" between them.
const countryTable = `ADAND andorra
AEARE united arab emirates|uae|emirates|الامارات
AFAFG afghanistan|afganistan
AGATG antigua and barbuda
AIAIA anguilla
ALALB albania
AMARM armenia
AOAGO angola
AQATA antarctica
ARARG argentina
ASASM american samoa
ATAUT austria|osterreich
AUAUS australia
AWABW aruba
AXALA aland islands|aland
AZAZE azerbaijan
BABIH bosnia and herzegovina|bosnia
BBBRB barbados
BDBGD bangladesh|বাংলাদেশ
BEBEL belgium|belgique|belgie
BFBFA burkina faso
BGBGR bulgaria
BHBHR bahrain
BIBDI burundi
BJBEN benin
BLBLM st barthelemy
BMBMU bermuda
BNBRN brunei|brunei darussalam
BOBOL bolivia|bolivia plurinational state of|plurinational state of bolivia
BQBES caribbean netherlands|bonaire sint eustatius and saba|bonaire
BRBRA brazil|brasil
BSBHS bahamas
BTBTN bhutan
BVBVT bouvet island
BWBWA botswana
BYBLR belarus|беларусь|belorussia
BZBLZ belize
CACAN canada
CCCCK cocos keeling islands|cocos islands|keeling islands
CDCOD congo kinshasa|democratic republic of congo|congo democratic republic of|dr congo|drc|zaire
CFCAF central african republic
CGCOG congo brazzaville|congo|republic of congo|congo republic of
CHCHE switzerland|schweiz|suisse|svizzera|swiss confederation
CICIV cote divoire|ivory coast
CKCOK cook islands|cook
CLCHL chile
CMCMR cameroon
CNCHN china|people s republic of china|peoples republic of china|prc|p r china|mainland china|中国|中國|중국|китаи|pr china|china mainland
COCOL colombia
CRCRI costa rica
CUCUB cuba
CVCPV cape verde|cabo verde
CWCUW curacao
CXCXR christmas island
CYCYP cyprus
CZCZE czechia|czech republic|cesko
DEDEU germany|deutschland|federal republic of germany|독일|德国
DJDJI djibouti
DKDNK denmark|danmark
DMDMA dominica
DODOM dominican republic|dominican rep|republica dominicana
DZDZA algeria|algerie
ECECU ecuador
EEEST estonia
EGEGY egypt|مصر|misr
EHESH western sahara
ERERI eritrea
ESESP spain|espana
ETETH ethiopia
FIFIN finland|suomi
FJFJI fiji
FKFLK falkland islands|falkland|falkland islands malvinas|malvinas
FMFSM micronesia|micronesia federated states of|federated states of micronesia
FOFRO faroe islands|faeroe islands
FRFRA france|republique francaise|프랑스|法国
GAGAB gabon
GBGBR united kingdom|uk|u k|great britain|britain|england|scotland|wales|northern ireland|united kingdom of great britain and northern ireland|영국|英国
GDGRD grenada
GEGEO georgia|republic of georgia|sakartvelo
GFGUF french guiana
GGGGY guernsey
GHGHA ghana
GIGIB gibraltar
GLGRL greenland
GMGMB gambia
GNGIN guinea
GPGLP guadeloupe
GQGNQ equatorial guinea
GRGRC greece|hellas|ellada|ελλαδα
GSSGS south georgia and south sandwich islands|south georgia
GTGTM guatemala
GUGUM guam
GWGNB guinea bissau
GYGUY guyana
HKHKG hong kong sar china|hong kong|hongkong|hong kong sar|hong kong s a r|香港|홍콩
HMHMD heard and mcdonald islands|heard island and mcdonald islands
HNHND honduras
HRHRV croatia|hrvatska
HTHTI haiti
HUHUN hungary|magyarorszag
IDIDN indonesia
IEIRL ireland|eire|republic of ireland
ILISR israel|ישראל
IMIMN isle of man
ININD india|bharat|भारत|인도|republic of india
IOIOT british indian ocean territory
IQIRQ iraq
IRIRN iran|iran islamic republic of|islamic republic of iran|ایران
ISISL iceland
ITITA italy|italia
JEJEY jersey
JMJAM jamaica
JOJOR jordan
JPJPN japan|nippon|日本|일본
KEKEN kenya
KGKGZ kyrgyzstan|kyrgyz republic|kirghizia
KHKHM cambodia|kampuchea
KIKIR kiribati
KMCOM comoros
KNKNA st kitts and nevis
KPPRK north korea|democratic people s republic of korea|democratic peoples republic of korea|korea democratic people s republic of|korea democratic peoples republic of|korea dem people s rep|dprk|d p r k|korea north|n korea|조선|북한|조선민주주의인민공화국|朝鲜|朝鮮|北朝鲜|северная корея|кндр
KRKOR south korea|republic of korea|korea republic of|rok|korea south|korea|s korea|대한민국|한국|남한|韩国|韓國|南韩|южная корея|корея южная
KWKWT kuwait
KYCYM cayman islands|cayman
KZKAZ kazakhstan|казахстан
LALAO laos|lao people s democratic republic|lao peoples democratic republic|lao pdr|라오스
LBLBN lebanon
LCLCA st lucia
LILIE liechtenstein
LKLKA sri lanka|srilanka
LRLBR liberia
LSLSO lesotho
LTLTU lithuania
LULUX luxembourg
LVLVA latvia
LYLBY libya|libyan arab jamahiriya
MAMAR morocco|maroc
MCMCO monaco
MDMDA moldova|moldova republic of|republic of moldova
MEMNE montenegro
MFMAF st martin|st martin french part
MGMDG madagascar
MHMHL marshall islands|marshall
MKMKD macedonia|north macedonia|republic of north macedonia|fyrom|macedonia former yugoslav republic of
MLMLI mali
MMMMR myanmar burma|myanmar|burma
MNMNG mongolia|монгол улс
MOMAC macau sar china|macau|macao|macao sar|macau sar|澳门
MPMNP northern mariana islands
MQMTQ martinique
MRMRT mauritania
MSMSR montserrat
MTMLT malta
MUMUS mauritius
MVMDV maldives
MWMWI malawi
MXMEX mexico
MYMYS malaysia|말레이시아
MZMOZ mozambique
NANAM namibia
NCNCL new caledonia
NENER niger
NFNFK norfolk island
NGNGA nigeria|naija
NINIC nicaragua
NLNLD netherlands|holland|nederland|kingdom of netherlands
NONOR norway|norge
NPNPL nepal
NRNRU nauru
NUNIU niue
NZNZL new zealand|aotearoa
OMOMN oman
PAPAN panama
PEPER peru
PFPYF french polynesia
PGPNG papua new guinea
PHPHL philippines|pilipinas|republic of philippines
PKPAK pakistan|پاکستان
PLPOL poland|polska
PMSPM st pierre and miquelon
PNPCN pitcairn islands|pitcairn
PRPRI puerto rico
PSPSE palestinian territories|palestine|palestine state of|state of palestine|palestinian territory|palestinian territory occupied
PTPRT portugal
PWPLW palau
PYPRY paraguay
QAQAT qatar
REREU reunion|la reunion
ROROU romania
RSSRB serbia|srbija|republic of serbia
RURUS russia|russian federation|россия|россииская федерация|러시아|俄罗斯|rossiya
RWRWA rwanda
SASAU saudi arabia|ksa|kingdom of saudi arabia|السعودية
SBSLB solomon islands|solomon
SCSYC seychelles
SDSDN sudan
SESWE sweden|sverige
SGSGP singapore|新加坡|싱가포르|republic of singapore
SHSHN st helena|st helena ascension and tristan da cunha
SISVN slovenia
SJSJM svalbard and jan mayen|svalbard
SKSVK slovakia|slovak republic|slovensko
SLSLE sierra leone
SMSMR san marino
SNSEN senegal
SOSOM somalia
SRSUR suriname
SSSSD south sudan
STSTP sao tome and principe
SVSLV el salvador
SXSXM sint maarten|sint maarten dutch part|st maarten
SYSYR syria|syrian arab republic
SZSWZ swaziland|eswatini
TCTCA turks and caicos islands
TDTCD chad
TFATF french southern territories|french southern and antarctic lands
TGTGO togo
THTHA thailand|ประเทศไทย
TJTJK tajikistan
TKTKL tokelau
TLTLS timor leste|east timor
TMTKM turkmenistan
TNTUN tunisia
TOTON tonga
TRTUR turkey|turkiye|republic of turkiye
TTTTO trinidad and tobago|trinidad
TVTUV tuvalu
TWTWN taiwan|taiwan province of china|taiwan republic of china|republic of china|chinese taipei|台湾|台灣|臺灣|대만
TZTZA tanzania|tanzania united republic of|united republic of tanzania
UAUKR ukraine|украіна|украина|우크라이나
UGUGA uganda
UMUMI us outlying islands|united states minor outlying islands|us minor outlying islands
USUSA united states|united states of america|u s|u s a|america|미국|美国|美國|сша|estados unidos
UYURY uruguay
UZUZB uzbekistan|узбекистан
VAVAT vatican city|holy see|holy see vatican city state|vatican
VCVCT st vincent and grenadines
VEVEN venezuela|venezuela bolivarian republic of|bolivarian republic of venezuela
VGVGB british virgin islands|virgin islands british|bvi
VIVIR us virgin islands|virgin islands u s|virgin islands us|u s virgin islands|usvi
VNVNM vietnam|viet nam|베트남|越南
VUVUT vanuatu
WFWLF wallis and futuna
WSWSM samoa
YEYEM yemen
YTMYT mayotte
ZAZAF south africa|rsa|republic of south africa
ZMZMB zambia
ZWZWE zimbabwe`
