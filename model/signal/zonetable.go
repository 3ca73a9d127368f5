package signal

// zoneTable gives the standard offset from UTC, in minutes, of the zones of the
// IANA time zone database (zone.tab, standard time of 2026): "Area: City City;
// Area: City". It is used where the machine has no time zone database, and knows
// nothing of daylight saving time.
var zoneTable = [...]struct {
	offset int
	zones  string
}{
	{-660, "Pacific: Midway Niue Pago_Pago"},
	{-600, "America: Adak; Pacific: Honolulu Rarotonga Tahiti"},
	{-570, "Pacific: Marquesas"},
	{-540, "America: Anchorage Juneau Metlakatla Nome Sitka Yakutat; Pacific: Gambier"},
	{-480, "America: Los_Angeles Tijuana Vancouver; Pacific: Pitcairn"},
	{-420, "America: Boise Cambridge_Bay Ciudad_Juarez Creston Dawson Dawson_Creek Denver Edmonton " +
		"Fort_Nelson Hermosillo Inuvik Mazatlan Phoenix Whitehorse"},
	{-360, "America: Bahia_Banderas Belize Chicago Chihuahua Costa_Rica El_Salvador Guatemala Indiana/Knox " +
		"Indiana/Tell_City Managua Matamoros Menominee Merida Mexico_City Monterrey North_Dakota/Beulah " +
		"North_Dakota/Center North_Dakota/New_Salem Ojinaga Rankin_Inlet Regina Resolute Swift_Current " +
		"Tegucigalpa Winnipeg; Pacific: Easter Galapagos"},
	{-300, "America: Atikokan Bogota Cancun Cayman Detroit Eirunepe Grand_Turk Guayaquil Havana " +
		"Indiana/Indianapolis Indiana/Marengo Indiana/Petersburg Indiana/Vevay Indiana/Vincennes " +
		"Indiana/Winamac Iqaluit Jamaica Kentucky/Louisville Kentucky/Monticello Lima Nassau New_York " +
		"Panama Port-au-Prince Rio_Branco Toronto"},
	{-240, "America: Anguilla Antigua Aruba Barbados Blanc-Sablon Boa_Vista Campo_Grande Caracas Cuiaba " +
		"Curacao Dominica Glace_Bay Goose_Bay Grenada Guadeloupe Guyana Halifax Kralendijk La_Paz " +
		"Lower_Princes Manaus Marigot Martinique Moncton Montserrat Port_of_Spain Porto_Velho Puerto_Rico " +
		"Santiago Santo_Domingo St_Barthelemy St_Kitts St_Lucia St_Thomas St_Vincent Thule Tortola; " +
		"Atlantic: Bermuda"},
	{-210, "America: St_Johns"},
	{-180, "America: Araguaina Argentina/Buenos_Aires Argentina/Catamarca Argentina/Cordoba Argentina/Jujuy " +
		"Argentina/La_Rioja Argentina/Mendoza Argentina/Rio_Gallegos Argentina/Salta Argentina/San_Juan " +
		"Argentina/San_Luis Argentina/Tucuman Argentina/Ushuaia Asuncion Bahia Belem Cayenne Coyhaique " +
		"Fortaleza Maceio Miquelon Montevideo Paramaribo Punta_Arenas Recife Santarem Sao_Paulo; " +
		"Antarctica: Palmer Rothera; Atlantic: Stanley"},
	{-120, "America: Noronha Nuuk Scoresbysund; Atlantic: South_Georgia"},
	{-60, "Atlantic: Azores Cape_Verde"},
	{0, "Africa: Abidjan Accra Bamako Banjul Bissau Conakry Dakar Freetown Lome Monrovia Nouakchott " +
		"Ouagadougou Sao_Tome; America: Danmarkshavn; Antarctica: Troll; Atlantic: Canary Faroe Madeira " +
		"Reykjavik St_Helena; Europe: Dublin Guernsey Isle_of_Man Jersey Lisbon London"},
	{60, "Africa: Algiers Bangui Brazzaville Casablanca Ceuta Douala El_Aaiun Kinshasa Lagos Libreville " +
		"Luanda Malabo Ndjamena Niamey Porto-Novo Tunis; Arctic: Longyearbyen; Europe: Amsterdam Andorra " +
		"Belgrade Berlin Bratislava Brussels Budapest Busingen Copenhagen Gibraltar Ljubljana Luxembourg " +
		"Madrid Malta Monaco Oslo Paris Podgorica Prague Rome San_Marino Sarajevo Skopje Stockholm Tirane " +
		"Vaduz Vatican Vienna Warsaw Zagreb Zurich"},
	{120, "Africa: Blantyre Bujumbura Cairo Gaborone Harare Johannesburg Juba Khartoum Kigali Lubumbashi " +
		"Lusaka Maputo Maseru Mbabane Tripoli Windhoek; Asia: Beirut Famagusta Gaza Hebron Jerusalem " +
		"Nicosia; Europe: Athens Bucharest Chisinau Helsinki Kaliningrad Kyiv Mariehamn Riga Sofia " +
		"Tallinn Vilnius"},
	{180, "Africa: Addis_Ababa Asmara Dar_es_Salaam Djibouti Kampala Mogadishu Nairobi; Antarctica: Syowa; " +
		"Asia: Aden Amman Baghdad Bahrain Damascus Kuwait Qatar Riyadh; Europe: Istanbul Kirov Minsk " +
		"Moscow Simferopol Volgograd; Indian: Antananarivo Comoro Mayotte"},
	{210, "Asia: Tehran"},
	{240, "Asia: Baku Dubai Muscat Tbilisi Yerevan; Europe: Astrakhan Samara Saratov Ulyanovsk; Indian: " +
		"Mahe Mauritius Reunion"},
	{270, "Asia: Kabul"},
	{300, "Antarctica: Mawson Vostok; Asia: Almaty Aqtau Aqtobe Ashgabat Atyrau Dushanbe Karachi Oral " +
		"Qostanay Qyzylorda Samarkand Tashkent Yekaterinburg; Indian: Kerguelen Maldives"},
	{330, "Asia: Colombo Kolkata"},
	{345, "Asia: Kathmandu"},
	{360, "Asia: Bishkek Dhaka Omsk Thimphu Urumqi; Indian: Chagos"},
	{390, "Asia: Yangon; Indian: Cocos"},
	{420, "Antarctica: Davis; Asia: Bangkok Barnaul Ho_Chi_Minh Hovd Jakarta Krasnoyarsk Novokuznetsk " +
		"Novosibirsk Phnom_Penh Pontianak Tomsk Vientiane; Indian: Christmas"},
	{480, "Antarctica: Casey; Asia: Brunei Hong_Kong Irkutsk Kuala_Lumpur Kuching Macau Makassar Manila " +
		"Shanghai Singapore Taipei Ulaanbaatar; Australia: Perth"},
	{525, "Australia: Eucla"},
	{540, "Asia: Chita Dili Jayapura Khandyga Pyongyang Seoul Tokyo Yakutsk; Pacific: Palau"},
	{570, "Australia: Adelaide Broken_Hill Darwin"},
	{600, "Antarctica: DumontDUrville Macquarie; Asia: Ust-Nera Vladivostok; Australia: Brisbane Hobart " +
		"Lindeman Melbourne Sydney; Pacific: Chuuk Guam Port_Moresby Saipan"},
	{630, "Australia: Lord_Howe"},
	{660, "Asia: Magadan Sakhalin Srednekolymsk; Pacific: Bougainville Efate Guadalcanal Kosrae Norfolk " +
		"Noumea Pohnpei"},
	{720, "Antarctica: McMurdo; Asia: Anadyr Kamchatka; Pacific: Auckland Fiji Funafuti Kwajalein Majuro " +
		"Nauru Tarawa Wake Wallis"},
	{765, "Pacific: Chatham"},
	{780, "Pacific: Apia Fakaofo Kanton Tongatapu"},
	{840, "Pacific: Kiritimati"},
}

// offsetTable gives the least and the greatest offset from UTC, in minutes, that
// clocks show anywhere in a country in the course of a year, by the same source.
var offsetTable = [...]struct {
	from, to  int
	countries string
}{
	{-660, -660, "AS NU"},
	{-660, 720, "UM"},
	{-600, -600, "CK"},
	{-600, -540, "PF"},
	{-600, -240, "US"},
	{-480, -480, "PN"},
	{-480, -300, "MX"},
	{-480, -150, "CA"},
	{-360, -360, "BZ CR GT HN NI SV"},
	{-360, -300, "EC"},
	{-360, -180, "CL"},
	{-300, -300, "CO JM KY PA PE"},
	{-300, -240, "BS CU HT TC"},
	{-300, -120, "BR"},
	{-240, -240, "AG AI AW BB BL BO BQ CW DM DO GD GP GY KN LC MF MQ MS PR SX TT VC VE VG VI"},
	{-240, -180, "BM"},
	{-240, 0, "GL"},
	{-180, -180, "AR FK GF PY SR UY"},
	{-180, -120, "PM"},
	{-180, 780, "AQ"},
	{-120, -120, "GS"},
	{-60, -60, "CV"},
	{-60, 60, "PT"},
	{0, 0, "BF CI GH GM GN GW IS LR ML MR SH SL SN ST TG"},
	{0, 60, "FO GB GG IE IM JE"},
	{0, 120, "ES"},
	{60, 60, "AO BJ CF CG CM DZ EH GA GQ MA NE NG TD TN"},
	{60, 120, "AD AL AT BA BE CD CH CZ DE DK FR GI HR HU IT LI LU MC ME MK MT NL NO PL RS SE SI SJ SK SM VA"},
	{120, 120, "BI BW LS LY MW MZ NA RW SD SS SZ ZA ZM ZW"},
	{120, 180, "AX BG CY EE EG FI GR IL LB LT LV MD PS RO UA"},
	{120, 720, "RU"},
	{180, 180, "BH BY DJ ER ET IQ JO KE KM KW MG QA SA SO SY TR TZ UG YE YT"},
	{210, 210, "IR"},
	{240, 240, "AE AM AZ GE MU OM RE SC"},
	{270, 270, "AF"},
	{300, 300, "KZ MV PK TF TJ TM UZ"},
	{330, 330, "IN LK"},
	{345, 345, "NP"},
	{360, 360, "BD BT IO KG"},
	{360, 480, "CN"},
	{390, 390, "CC MM"},
	{420, 420, "CX KH LA TH VN"},
	{420, 480, "MN"},
	{420, 540, "ID"},
	{480, 480, "BN HK MO MY PH SG TW"},
	{480, 660, "AU"},
	{540, 540, "JP KP KR PW TL"},
	{600, 600, "GU MP"},
	{600, 660, "FM PG"},
	{660, 660, "NC SB VU"},
	{660, 720, "NF"},
	{720, 720, "FJ MH NR TV WF"},
	{720, 825, "NZ"},
	{720, 840, "KI"},
	{780, 780, "TK TO WS"},
}
