package scan

import "testing"

func TestTidy(t *testing.T) {
	for read, want := range map[string]string{
		"联系电话；0123一4567890": "联系电话：0123-4567890",
		"某政办【2021] 1号":      "某政办〔2021〕1号",
		"某政办（2021）第12号":     "某政办〔2021〕第12号",
		"一、2020年（上年）一共3件":   "一、2020年（上年）一共3件",
		"（2021）年":           "（2021）年",
		"第一，二；三":            "第一，二；三",
		"1一般，2一般":           "1一般，2一般",
	} {
		if got := tidy(read); got != want {
			t.Errorf("%s: %s, want %s", read, got, want)
		}
	}
}
