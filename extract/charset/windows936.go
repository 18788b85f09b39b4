package charset

import "sync"

// windows936 maps a character to its bytes in windows-936: the reverse of
// gb18030 without the four-byte codes, with the euro sign at 0x80 and with the
// private-use characters that Windows and the WHATWG give to unassigned pairs.
var windows936 = sync.OnceValue(func() *[0x10000]uint16 {
	var table [0x10000]uint16
	for i, r := range gb18030().runes {
		if r > 0 && r <= 0xFFFF && table[r] == 0 {
			table[r] = uint16(i + 0x8000)
		}
	}
	table['€'] = 0x80
	r := rune(0xE000)
	for _, area := range privatePairs {
		for lead := area.first >> 8; lead <= area.last>>8; lead++ {
			for trail := area.first & 0xFF; trail <= area.last&0xFF; trail++ {
				if trail != 0x7F {
					table[r] = lead<<8 | trail
					r++
				}
			}
		}
	}
	return &table
})

// privatePairs are the pairs of GBK without a character, in the order in which
// they have the private-use characters from U+E000 on: the three user-defined
// areas of GBK, then the holes of its rows (GB 18030-2000, table of two-byte
// codes). An area spans the same trail bytes in each of its rows.
var privatePairs = []struct{ first, last uint16 }{
	{0xAAA1, 0xAFFE}, {0xF8A1, 0xFEFE}, {0xA140, 0xA7A0},
	{0xA2AB, 0xA2B0}, {0xA2E3, 0xA2E4}, {0xA2EF, 0xA2F0}, {0xA2FD, 0xA2FE},
	{0xA4F4, 0xA4FE}, {0xA5F7, 0xA5FE},
	{0xA6B9, 0xA6C0}, {0xA6D9, 0xA6DF}, {0xA6EC, 0xA6ED}, {0xA6F3, 0xA6F3}, {0xA6F6, 0xA6FE},
	{0xA7C2, 0xA7D0}, {0xA7F2, 0xA7FE},
	{0xA896, 0xA8A0}, {0xA8BC, 0xA8BC}, {0xA8BF, 0xA8BF}, {0xA8C1, 0xA8C4}, {0xA8EA, 0xA8FE},
	{0xA958, 0xA958}, {0xA95B, 0xA95B}, {0xA95D, 0xA95F}, {0xA989, 0xA995}, {0xA997, 0xA9A3}, {0xA9F0, 0xA9FE},
	{0xD7FA, 0xD7FE}, {0xFE50, 0xFEA0},
}
