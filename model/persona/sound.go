package persona

import "strings"

// sound gives what two spellings of one name by ear have in common: its
// consonants, those that are written alike for one sound taken together, those
// that are not spoken left out. Of the vowels it keeps that there is one in
// front, and the first where there is no second consonant, since a short name
// has little else: Lee and Leigh are one, Lee, Liu and Lou are three. It is ""
// for what has letters other than a to z. After L. Philips, Hanging on the
// Metaphone (1990), of which it keeps the rules that are not of English alone.
func sound(word string) string {
	word = digraphs.Replace(word)
	key := make([]byte, 0, len(word))
	var first, last byte // vowel, consonant before
	consonants := 0
	for i := range len(word) {
		c := word[i]
		soft := i+1 < len(word) && strings.IndexByte("eiy", word[i+1]) >= 0
		switch {
		case c < 'a' || c > 'z':
			return ""
		case strings.IndexByte("aeiouy", c) >= 0:
			if first == 0 {
				first = c
			}
			if i == 0 {
				key = append(key, 'a')
			}
			last = 0
			continue
		case c == 'h' || c == 'w':
			last = 0
			continue
		case c == 'c' && soft || c == 'z':
			c = 's'
		case c == 'c' || c == 'q':
			c = 'k'
		case c == 'g' && soft:
			c = 'j'
		}
		if c != last {
			key = append(key, c)
			consonants++
		}
		last = c
	}
	if consonants < 2 {
		key = append(key, first)
	}
	return string(key)
}

// digraphs are letters that make one sound together, or none; x stands for that
// of "sh".
var digraphs = strings.NewReplacer("ph", "f", "gh", "", "ck", "k", "sch", "x", "sh", "x", "ch", "x", "th", "t", "kn", "n", "wr", "r")
