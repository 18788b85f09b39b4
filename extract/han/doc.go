// Package han holds facts about Chinese characters: which simplified character
// stands for a traditional one, which ideograph a radical code point was meant
// to be, what a pinyin note looks like, and how Chinese a text reads.
//
// The tables are embedded; data/README.md names their sources and licences.
package han
