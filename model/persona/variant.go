package persona

import "strings"

// variants gives, for a given name, the names it is a short or other form of.
// Two names are variants of each other where one is a form of the other or both
// are forms of one; that Pat is a form of two names does not make those two one.
// It is a list of spellings; it says nothing about those who bear them.
var variants = func() map[string][]string {
	m := map[string][]string{}
	for full, forms := range variantForms {
		m[full] = append(m[full], full)
		for _, f := range strings.Fields(forms) {
			m[f] = append(m[f], full)
		}
	}
	return m
}()

var variantForms = map[string]string{
	"robert": "rob bob robbie bobby bert roberto", "william": "will bill billy willie liam",
	"richard": "rick dick ricky rich richie", "james": "jim jimmy jamie jem", "john": "jack johnny jon jonny",
	"jonathan": "jon jonny jonathon johnathan", "michael": "mike mick mickey micky mikey micheal", "edward": "ed eddie ted teddy ned",
	"edwin": "ed eddie", "edmund": "ed eddie", "thomas": "tom tommy", "charles": "charlie chuck chas charley",
	"joseph": "joe joey jo", "daniel": "dan danny", "david": "dave davey", "stephen": "steve stevie steven stefan",
	"matthew": "matt mathew matty", "anthony": "tony antony ant", "andrew": "andy drew", "christopher": "chris kit topher",
	"nicholas": "nick nicky nicolas", "alexander": "alex alec sandy aleksandr alexandr aleksander sasha", "benjamin": "ben benny benji",
	"samuel": "sam sammy", "timothy": "tim timmy", "gregory": "greg gregg", "patrick": "pat paddy", "peter": "pete",
	"kenneth": "ken kenny", "ronald": "ron ronnie", "donald": "don donny", "lawrence": "larry laurence lars",
	"frederick": "fred freddie freddy fredrick", "henry": "harry hank", "harold": "harry hal", "gerald": "gerry jerry",
	"geoffrey": "geoff jeff jeffrey jeffery", "walter": "walt wally", "philip": "phil phillip", "raymond": "ray",
	"vincent": "vince vinny", "zachary": "zach zac zack zachery", "joshua": "josh", "jacob": "jake", "nathaniel": "nat nate nathan",
	"howard": "howie", "morris": "morrie maurice", "leonard": "leo len lenny", "theodore": "theo ted teddy", "abraham": "abe",
	"eugene": "gene", "francis": "frank fran frankie", "albert": "al bert bertie", "louis": "lou louie luis lewis", "george": "georg jorge",
	"muhammad": "mohammed mohamed muhammed mohammad muhamed mohamad mhd mohd", "yusuf": "yousef youssef yousuf josef",
	"elizabeth": "liz lizzie beth betty eliza betsy bess elisabeth libby", "margaret": "maggie meg peggy peggie marge margie greta",
	"katherine": "kate katie kathy cathy catherine kathryn katharine kay kitty", "patricia": "pat patty trish tricia",
	"jennifer": "jen jenny jenn", "deborah": "deb debbie debra", "susan": "sue susie suzie susanne suzanne susanna",
	"rebecca": "becky becca rebekah", "mary": "marie maria molly polly", "sarah": "sara sally", "anne": "ann annie anna",
	"barbara": "barb barbie babs", "dorothy": "dot dottie dolly", "helen": "nell nellie ellen", "eleanor": "ellie nell nora elinor",
	"victoria": "vicky vicki tori", "victor": "vic", "alexandra": "alex lexi sandra sasha", "samantha": "sam sammy",
	"christine": "chris chrissy tina christina kristin kristen kirsten", "theresa": "terry tess teresa tessa", "judith": "judy jude",
	"pamela": "pam", "kimberly": "kim kimberley", "jessica": "jess jessie", "abigail": "abby gail", "frances": "fran frankie",
	"isabella": "bella isabel izzy isabelle", "josephine": "jo josie", "jacqueline": "jackie jacquie", "amanda": "mandy",
	"cynthia": "cindy", "virginia": "ginny", "veronica": "ronnie", "candace": "candy kandace candice", "charlotte": "charlie lottie",
	"olivia": "liv livvy", "caroline": "carrie caz carolyn", "gabriel": "gabe", "gabrielle": "gabby", "anastasia": "nastassia anastassia stacy",
	"sergei": "sergey serge", "dmitry": "dmitri dima dmitriy", "evgeny": "yevgeny eugene evgeni", "mikhail": "misha mihail", "yuri": "yury iurii",
}

// legalForm says whether a word only tells the legal form of a company.
func legalForm(w string) bool {
	switch w {
	case "inc", "incorporated", "llc", "ltd", "limited", "corp", "corporation", "co", "gmbh", "plc", "sa", "bv", "srl", "pte", "pty", "oy", "ab", "kg":
		return true
	}
	return false
}

// generation reads a mark that tells two bearers of one name apart.
func generation(w string) uint8 {
	switch w {
	case "sr", "senior", "i":
		return 1
	case "jr", "junior", "ii":
		return 2
	case "iii":
		return 3
	case "iv":
		return 4
	}
	return 0
}

// variant says whether a and b are forms of one given name.
func variant(a, b *value) bool {
	for _, f := range a.forms {
		if f == b.text {
			return true
		}
		for _, g := range b.forms {
			if f == g {
				return true
			}
		}
	}
	return false
}
