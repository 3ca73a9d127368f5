package identifier

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// The Revised Romanization of Korean: initial consonants, vowels and final
// consonants in the order in which Unicode composes syllables from them. Names
// are written syllable by syllable, without the sound changes between them, as
// the Romanization's own rule for names says.
var (
	hangulInitial = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	hangulVowel   = [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	hangulFinal   = [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
)

const (
	hangulFirst = 0xAC00
	hangulLast  = 0xD7A3
	hanFirst    = 0x4E00
	hanLast     = 0x9FFF
)

//go:embed pinyin.bin
var pinyinTable string

// reading gives the Latin reading of a Hangul syllable or a Han character, ""
// for any other.
func reading(r rune) string {
	switch {
	case r >= hangulFirst && r <= hangulLast:
		i := int(r - hangulFirst)
		return hangulInitial[i/588] + hangulVowel[i%588/28] + hangulFinal[i%28]
	case r >= hanFirst && r <= hanLast:
		i := 2 * int(r-hanFirst)
		return pinyinList[int(pinyinTable[i])|int(pinyinTable[i+1])<<8]
	}
	return ""
}

var pinyinList = strings.Split(pinyinSyllables, " ")

// Romanise gives a form of s in which Hangul and Han characters are written in
// Latin letters, for text search: each word both joined and with its syllables
// apart, preceded by the usual spelling of a family name that the word starts
// with, as in "gimcheolsu kim cheol su" for 김철수. It gives "" where s has no
// such character. The order of syllables is that of s.
func Romanise(s model.Untrusted) string {
	t := string(s)
	if isASCII(t) {
		return ""
	}
	out, read := romanWords(norm.NFKC.String(t))
	if !read {
		return ""
	}
	return out
}

// romanWords is Romanise for text in normal form; read is false where no
// character has a reading, and then it gives the words as they are.
func romanWords(t string) (text string, read bool) {
	read = strings.ContainsFunc(t, func(r rune) bool { return reading(r) != "" })
	var out []string
	for _, word := range splitName(t) {
		syllables := syllablesOf(word)
		if len(syllables) == 0 {
			out = append(out, word)
			continue
		}
		out = append(out, strings.Join(syllables, ""))
		if len(syllables) > 1 {
			if family, given, ok := splitFamily(word); ok {
				syllables = append([]string{family}, given...)
			}
			out = append(out, syllables...)
		}
	}
	return strings.Join(out, " "), read
}

// syllablesOf gives the readings of the characters of a folded word, with other
// characters kept together between them; nil where nothing has a reading.
func syllablesOf(word string) []string {
	var out []string
	var other strings.Builder
	found := false
	for _, r := range word {
		read := reading(r)
		if read == "" {
			other.WriteRune(r)
			continue
		}
		found = true
		if other.Len() > 0 {
			out = append(out, other.String())
			other.Reset()
		}
		out = append(out, read)
	}
	if !found {
		return nil
	}
	if other.Len() > 0 {
		out = append(out, other.String())
	}
	return out
}

// splitFamily splits a word of two to four Hangul or Han characters into its
// family name, in the usual spelling, and the readings of the given name.
func splitFamily(word string) (family string, given []string, ok bool) {
	chars := []rune(word)
	if len(chars) < 2 || len(chars) > 4 {
		return "", nil, false
	}
	for _, r := range chars {
		read := reading(r)
		if read == "" {
			return "", nil, false
		}
		given = append(given, read)
	}
	if len(chars) > 2 {
		if f, ok := doubleFamilies[string(chars[:2])]; ok {
			return f, given[2:], true
		}
	}
	family = given[0]
	if f, ok := hanFamilies[chars[0]]; ok {
		family = f
	}
	if f, ok := families[family]; ok {
		family = f
	}
	return family, given[1:], true
}

// doubleFamilies are family names of two characters.
var doubleFamilies = map[string]string{
	"남궁": "namgung", "황보": "hwangbo", "제갈": "jegal", "선우": "seonu", "독고": "dokgo", "사공": "sagong", "서문": "seomun",
	"欧阳": "ouyang", "歐陽": "ouyang", "司马": "sima", "司馬": "sima", "诸葛": "zhuge", "諸葛": "zhuge", "上官": "shangguan",
	"司徒": "situ", "夏侯": "xiahou", "尉迟": "yuchi", "皇甫": "huangfu", "慕容": "murong", "令狐": "linghu", "东方": "dongfang",
}

// hanFamilies are characters that are read otherwise as a family name, or that
// as one stand for a Korean name more often than for their Mandarin reading.
var hanFamilies = map[rune]string{
	'曾': "zeng", '单': "shan", '單': "shan", '解': "xie", '仇': "qiu", '查': "zha", '盖': "ge", '任': "ren",
	'区': "ou", '區': "ou", '朴': "park", '崔': "choi", '金': "kim", '乐': "yue", '华': "hua", '覃': "qin",
}

// families maps the spellings of a family name to the one that stands for all:
// Revised Romanization, North Korean and traditional spellings of Korean names,
// pinyin, Wade-Giles, Cantonese and Hokkien ones of Chinese names. Where one
// spelling serves two names ("wong" is 王 and 黃) both are one class: the token
// is weak, and a link missed costs more here than a link too many.
var families = func() map[string]string {
	m := make(map[string]string, 400)
	for class := range strings.Lines(familyClasses) {
		spellings := strings.Fields(class)
		for _, s := range spellings {
			m[s] = spellings[0]
		}
	}
	return m
}()

const familyClasses = `kim gim ghim jin
lee yi rhee i ri li rhie ree rie
park bak pak bark pahk piao
choi choe choy chwe cui tsui
jung jeong chung chong joung zheng cheng
kang gang khang geung
cho jo joh zhao chao chiu
yoon yun youn
jang zhang chang cheung
lim im rim yim lin lam
han hahn hon
oh o
seo suh xu hsu hui shu
shin sin shinn
kwon gwon kweon
wang wong huang hwang ng
an ahn
song soong
yu yoo ryu ryoo liu lau lew you
hong hung
jeon jun chun jeun
ko go koh goh gao kao
moon mun
yang young leung leong liang ryang
son sohn sun suen
bae pae
baek paik paek back
heo huh hur ho he
shim sim
noh roh no ro
joo ju chu zhu zhou chou chow chau choo
koo gu ku goo
seong sung
woo wu u
ji chee jee
won weon yuan yuen
bang pang peng
kong gong
hyun hyeon hyon
byun byeon pyon byon
chen chan tan ching chin
guo kuo kwok kwak gwak
xie hsieh tse cheah
tang tong
deng teng
zeng tseng tsang
xiao hsiao siu
dong tung
cai tsai tsoi chae
jiang chiang keung
ye yeh yip yap
su so soo
luo lo law
shen shum sham
yao yiu
xia hsia ha
feng fung
cao tsao
wei ngai
yan yen
tian tin
pan poon
jia chia
ding ting`

// Spellings of the syllables of Korean given names, folded so that the Revised
// Romanization, the North Korean and the usual South Korean spellings meet:
// first those that only a whole syllable shows, then single sounds.
var (
	givenSyllables = strings.NewReplacer(
		"hyeon", "hyon", "hyun", "hyon", "kyeong", "kyong", "gyeong", "kyong", "kyung", "kyong", "gyung", "kyong",
		"myeong", "myong", "myung", "myong", "yeong", "yong", "young", "yong", "yung", "yong",
		"seong", "song", "sung", "song", "jeong", "jong", "jung", "jong", "chung", "jong", "joung", "jong",
		"cheol", "chol", "chul", "chol", "hyeok", "hyok", "hyuk", "hyok", "joon", "jun",
		"woo", "u", "weon", "won", "hee", "hui", "hwi", "hui",
	)
	givenSounds = strings.NewReplacer("eo", "o", "eu", "u", "oo", "u", "ee", "i", "ou", "o", "gw", "kw", "g", "k", "wu", "u")
)

// romanKeys gives the keys under which a name is compared across scripts and
// spellings: "<family> <given name in one word>" for each end of the name that
// is a known family name. Written is the name as it came, whose order tells more
// than that of its canonical form.
func romanKeys(written string) []string {
	parts := dropHonorifics(splitName(written))
	if len(parts) == 1 {
		family, given, ok := splitFamily(parts[0])
		if !ok {
			return nil
		}
		return []string{family + " " + givenKey(given)}
	}
	var words []string
	for _, p := range parts {
		if syllables := syllablesOf(p); syllables != nil {
			p = strings.Join(syllables, "")
		}
		words = append(words, plainLatin(p))
	}
	if len(words) == 0 {
		return nil
	}
	var keys []string
	last := len(words) - 1
	if f, ok := families[words[0]]; ok {
		keys = append(keys, f+" "+givenKey(words[1:]))
	}
	if f, ok := families[words[last]]; ok {
		if k := f + " " + givenKey(words[:last]); len(keys) == 0 || keys[0] != k {
			keys = append(keys, k)
		}
	}
	return keys
}

func givenKey(words []string) string {
	return givenSounds.Replace(givenSyllables.Replace(strings.Join(words, "")))
}

// plainLatin drops the marks of Latin letters: josé is jose.
func plainLatin(s string) string {
	if isASCII(s) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}
