package meili

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/ingest"
)

// stage is the stage that errors of this package name.
const stage = "index"

// codeNoSettings is the code of a filter on an attribute that the settings do
// not make filterable.
const codeNoSettings = "invalid_document_filter"

// serverError is what Meilisearch says about a request or a task that failed.
type serverError struct {
	Status  int    `json:"-"` // HTTP status; 0 for a task
	Code    string `json:"code"`
	Type    string `json:"type"`
	Message string `json:"message"`
}

// Error implements error.
func (e *serverError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("meilisearch answered %d %s: %s", e.Status, e.Code, e.Message)
	}
	return fmt.Sprintf("meilisearch task failed, %s: %s", e.Code, e.Message)
}

// rejected returns the error of an answer that is no success.
func rejected(status int, body []byte) error {
	e := &serverError{Status: status}
	if json.Unmarshal(body, e) != nil || e.Code == "" {
		e.Message = http.StatusText(status)
	}
	return e
}

// classify gives err the kind that decides what follows. It keeps an error
// that has a kind already.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*ingest.Error](err); ok {
		return err
	}
	if e, ok := errors.AsType[*meilisearch.Error](err); ok && e.StatusCode != 0 && e.StatusCode/100 != 2 {
		api := e.MeilisearchApiError
		err = &serverError{Status: e.StatusCode, Code: api.Code, Type: api.Type, Message: api.Message}
	} else if ok && e.OriginError != nil {
		err = fmt.Errorf("meilisearch %s %s: %w", e.Method, e.Endpoint, e.OriginError)
	}
	// Without an answer it is the server that is to blame, or the way to it.
	kind, outage, reason := ingest.Retry, true, "搜索服务暂时不可用，稍后自动重试。"
	if failure, ok := errors.AsType[*serverError](err); ok {
		kind, reason = judge(failure)
		outage = kind == ingest.Retry && !failure.internal() && !failure.limited()
	}
	return &ingest.Error{Kind: kind, Stage: stage, Reason: reason, Outage: outage, Err: err}
}

// internal reports whether a task has failed within the server for a reason
// that may lie in its records: unlike a full disk, say.
func (e *serverError) internal() bool {
	return e.Status == 0 && e.Type == "internal"
}

// judge returns the kind and the plain reason of what the server said. Only
// what it says about records or their size is held against a file. What comes
// without a code was not said by Meilisearch.
func judge(e *serverError) (ingest.Kind, string) {
	switch {
	case e.Type == "auth":
		return ingest.Stop, "搜索服务的密钥不正确，请检查 meilisearch.key 设置。"
	case e.Code == "no_space_left_on_device":
		return ingest.Retry, "搜索服务所在的磁盘已满，腾出空间后自动重试。"
	case e.Code == "index_not_found", e.Code == "index_already_exists", e.Code == codeNoSettings:
		return ingest.Retry, "搜索索引尚未建立，稍后自动重试。"
	case e.limited():
		return ingest.Retry, "搜索服务前面的代理不接受这么大的请求，请调大它的限制。"
	case e.aboutRecords():
		return ingest.Refuse, "搜索服务不接受这份文件的记录。"
	case e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests || e.Status >= 500:
		return ingest.Retry, "搜索服务暂时不可用，稍后自动重试。"
	case e.Status != 0 && e.Code == "":
		return ingest.Retry, "设置的地址上没有 Meilisearch，或请求被代理拒绝，请检查 meilisearch.url。"
	case e.Type == "invalid_request":
		return ingest.Retry, "搜索服务不接受请求，请检查它的版本。"
	}
	return ingest.Retry, "搜索服务出现内部错误，稍后自动重试。"
}

// limited reports whether something before the search server does not let a
// request of that size through: others get through, and it may be set right.
func (e *serverError) limited() bool {
	return e.Status == http.StatusRequestEntityTooLarge && e.Code == ""
}

// aboutRecords reports whether the server finds fault with the records of a
// request or of a task. Its codes: https://www.meilisearch.com/docs/reference/errors/error_codes
func (e *serverError) aboutRecords() bool {
	if e.Status == 0 {
		return e.Type == "invalid_request" && e.Code != ""
	}
	switch e.Code {
	case "payload_too_large", "malformed_payload", "invalid_document_id", "missing_document_id", "max_fields_limit_exceeded":
		return true
	}
	return false
}

// aboutSettings makes an error of the indexes themselves one that is never held
// against the file at hand.
func aboutSettings(err error) error {
	if ingest.KindOf(err) != ingest.Refuse {
		return err
	}
	return &ingest.Error{Kind: ingest.Retry, Stage: stage, Outage: true,
		Reason: "搜索服务不接受索引的设置，请检查它的版本。", Err: err}
}
