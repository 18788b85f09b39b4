package web

import "strings"

// words holds the texts of the page: Chinese first, English second.
func words(key string) [2]string {
	switch key {
	case "heading":
		return [2]string{"政府信息公开年度报告检索", "Disclosure report search"}
	case "placeholder":
		return [2]string{"输入地名、年份、事项，如：白石县 2020 行政复议", "place, year, subject, in Chinese"}
	case "search":
		return [2]string{"搜索", "Search"}
	case indexWord("docs"):
		return [2]string{"文件", "Documents"}
	case indexWord("pages"):
		return [2]string{"正文", "Pages"}
	case indexWord("cells"):
		return [2]string{"数据", "Figures"}
	case "total":
		return [2]string{"共 %d 条", "%d found"}
	case "relaxed":
		return [2]string{"没有同时包含所有词的结果，以下结果只包含部分词。", "Nothing holds all the words; these hold some of them."}
	case "nothing":
		return [2]string{"没有找到。请减少词语或筛选条件。", "Nothing found. Try fewer words or filters."}
	case "previous":
		return [2]string{"上一页", "Previous"}
	case "next":
		return [2]string{"下一页", "Next"}
	case "page":
		return [2]string{"第 %d / %d 页", "page %d of %d"}
	case "remove":
		return [2]string{"取消筛选", "Remove filter"}
	case "figures":
		return [2]string{"数据", "figures"}
	case "text":
		return [2]string{"正文", "text"}
	case "record":
		return [2]string{"记录", "record"}
	case "back":
		return [2]string{"返回搜索", "Back to search"}
	case "page number":
		return [2]string{"第 %d 页", "p. %d"}
	}
	return [2]string{key, key}
}

// indexWord keeps the names of the indexes apart from other words.
func indexWord(name string) string { return "index " + name }

// names holds the names of attributes and of their values.
func names(key string) [2]string {
	switch key {
	case "year":
		return [2]string{"年份", "Year"}
	case "region_1", "region_2", "region_3", "region_4", "region":
		return [2]string{"地区", "Region"}
	case "form":
		return [2]string{"表格版本", "Form"}
	case "kind":
		return [2]string{"类型", "Kind"}
	case "check_status":
		return [2]string{"勾稽检查", "Checks"}
	case "status":
		return [2]string{"状态", "Status"}
	case "table":
		return [2]string{"表", "Table"}
	case "row_label", "row":
		return [2]string{"行", "Row"}
	case "column_label", "column":
		return [2]string{"列", "Column"}
	case "issuer":
		return [2]string{"机关", "Issuer"}
	case "doc_id":
		return [2]string{"文件编号", "Document"}
	case "pass":
		return [2]string{"通过", "pass"}
	case "fail":
		return [2]string{"有误", "fail"}
	case "unknown":
		return [2]string{"无法判定", "undecided"}
	case "none":
		return [2]string{"无检查", "no checks"}
	case "ok":
		return [2]string{"正常", "ok"}
	case "review":
		return [2]string{"待核对", "to review"}
	case "unreadable":
		return [2]string{"无法读取", "unreadable"}
	case "suspect":
		return [2]string{"存疑", "doubtful"}
	case "missing":
		return [2]string{"缺失", "missing"}
	case "article20":
		return [2]string{"主动公开", "Proactive disclosure"}
	case "applications":
		return [2]string{"依申请公开", "Applications"}
	case "litigation":
		return [2]string{"复议诉讼", "Litigation"}
	case "disclosure-annual-report":
		return [2]string{"年度报告", "annual report"}
	case "document":
		return [2]string{"其他文件", "other"}
	}
	return [2]string{key, key}
}

// language is the position of a language in words and names.
type language int

const (
	chinese language = iota
	english
)

// languageOf reads ?lang=; Chinese is the default.
func languageOf(tag string) language {
	if strings.HasPrefix(strings.ToLower(tag), "en") {
		return english
	}
	return chinese
}

func (l language) word(key string) string { return words(key)[l] }
func (l language) name(key string) string { return names(key)[l] }

// Tag is the value of the lang attribute.
func (l language) Tag() string {
	if l == english {
		return "en"
	}
	return "zh-CN"
}
