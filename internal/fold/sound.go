package fold

import (
	"slices"
	"strings"
	"unicode"
)

// Sounds gives the parts of a name as they sound, so that spellings of one
// name come out the same: Mohammed, Muhamad and Мухаммед, Yusuf and Jusuf,
// Nguyễn and NGUYEN. It is meant to find too much rather than too little: what
// sounds alike is shown to a person, who decides. Parts that say nothing about
// who it is, such as al, bin and thi, are left out unless nothing else is there.
// The parts come sorted and once each: the order of names means nothing.
func Sounds(name string) []string {
	words := strings.FieldsFunc(Text(name), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) })
	told := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(particles, w) })
	if len(told) > 0 {
		words = told
	}
	var sounds []string
	for _, w := range words {
		if s := sound(w); s != "" {
			sounds = append(sounds, s)
		}
	}
	slices.Sort(sounds)
	return slices.Compact(sounds)
}

// Letters are a text without anything but its letters and digits: references
// and e-mail addresses are typed with all kinds of gaps and signs.
func Letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Text(text))
}

// particles stand between names, or say whose child somebody is.
var particles = []string{
	"al", "el", "ul", "bin", "ibn", "ben", "bint", "abu", "de", "da", "di", "do", "dos", "du", "la", "le", "van", "von", "der", "thi",
	"mr", "mrs", "ms", "miss", "dr",
}

// latin writes letters of other alphabets as they sound in English.
var latin = func() *strings.Replacer {
	var pairs []string
	for from, to := range map[string]string{
		"абвгґдезийіїклмнопрстуфцыэө": "a b v g g d e z i i i i k l m n o p r s t u f ts i e o",
		"жхчшщюяєё": "zh h ch sh sh yu ya ye yo",
		"αβγδεζηθικλμνξοπρστυφχψωσς":  "a v g d e z i th i k l m n x o p r s t i f kh ps o s s",
		"ابتثجحخدذرزسشصضطظفقكلمنهويى": "a b t th j h kh d dh r z s sh s d t z f q k l m n h u i i",
		"عغپچژگکیةءآأإئؤھہے":          "a gh p ch zh g k i h a a a a i u h h i",
	} {
		letters := []rune(from)
		for i, text := range strings.Fields(to) {
			pairs = append(pairs, string(letters[i]), text)
		}
	}
	return strings.NewReplacer(append(pairs, "ъ", "", "ь", "", "’", "")...)
}()

// together are letters that make one sound. Each sound is written with the
// letter of its class: voiced and unvoiced are one, because languages swap them.
var together = strings.NewReplacer(
	"tsch", "s", "tch", "s", "sch", "s", "dzh", "j", "szcz", "s", "ch", "s", "cz", "s", "sh", "s", "sz", "s", "ts", "s", "tz", "s",
	"xh", "j", "gj", "j", "dj", "j", "zh", "j", "kh", "k", "gh", "k", "qu", "k", "ck", "k", "ph", "f", "th", "t", "dh", "t", "ks", "s",
	"ce", "se", "ci", "si", "cy", "sy", "wh", "v",
)

// classes gives each letter its sound; a vowel is 'a', a letter not heard '-'.
var classes = map[rune]rune{
	'a': 'a', 'e': 'a', 'i': 'a', 'o': 'a', 'u': 'a', 'y': 'a',
	'b': 'p', 'p': 'p', 'd': 't', 't': 't', 'g': 'k', 'k': 'k', 'q': 'k', 'c': 'k',
	's': 's', 'z': 's', 'x': 's', 'j': 'j', 'f': 'f', 'v': 'v', 'w': 'v',
	'l': 'l', 'm': 'm', 'n': 'n', 'r': 'r', 'h': '-',
}

// sound is the consonants of a word, and that it begins with a vowel. A word
// with so little in it that half the world would sound like it stays as it is
// written, and so does a word in a script that is not read here.
func sound(word string) string {
	word = Text(latin.Replace(word))
	letters := []rune(together.Replace(word))
	var out []rune
	last := rune(0)
	for i, r := range letters {
		class, known := classes[r]
		switch {
		case !known:
			class = r
		case r == 'y' && i == 0:
			class = 'j'
		case r == 'h' && i == 0:
			class = 'h'
		}
		switch {
		case class == '-':
			last = 0
			continue
		case class == 'a':
			if i == 0 {
				out = append(out, 'a')
			}
			last = 0 // the same sound again after a vowel is heard again
			continue
		case class != last:
			out = append(out, class)
		}
		last = class
	}
	if len(out) < 2 {
		return word
	}
	return string(out)
}
