package meili

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// primaryKey is always named: the server's guess fails on records that have
// several fields ending in "id".
const primaryKey = "id"

// The settings are raw JSON because the Go client's types cannot express
// granular filters.
//
//go:embed settings.json
var settingsJSON []byte

// settingsOf returns the settings of one index.
func settingsOf(name string) (map[string]any, error) {
	var all map[string]map[string]any
	if err := json.Unmarshal(settingsJSON, &all); err != nil {
		return nil, fmt.Errorf("settings.json: %w", err)
	}
	wanted := all["common"]
	for key, value := range all[name] {
		wanted[key] = value
	}
	return wanted, nil
}

// EnsureSettings creates the indexes that are not there and applies the
// settings where the server has others, which makes it index anew. It also
// removes what an interrupted Rebuild left behind. An index of that name that
// somebody else fills is an error of kind Stop.
func (c *Client) EnsureSettings(ctx context.Context) error {
	if err := c.refuseForeign(ctx); err != nil {
		return aboutSettings(err)
	}
	if err := c.ensureAll(ctx); err != nil {
		return err
	}
	return aboutSettings(c.dropRebuilt(ctx))
}

// refuseForeign looks at a record of each index, so that none is changed or
// removed that is not ours.
func (c *Client) refuseForeign(ctx context.Context) error {
	for _, name := range index.Names() {
		for _, uid := range []string{c.uid(name), c.uid(name) + newSuffix} {
			foreign, err := c.foreign(ctx, uid)
			if err != nil {
				return err
			}
			if foreign {
				return &ingest.Error{Kind: ingest.Stop, Stage: stage,
					Reason: "搜索服务上的索引 " + uid + " 不是勾稽建立的，请设置 meilisearch.index_prefix 以使用其他名称。",
					Err:    fmt.Errorf("index %s of the search server holds records of somebody else: set meilisearch.index_prefix", uid)}
			}
		}
	}
	return nil
}

// foreign reports whether an index holds a record without the fields that all
// of ours have.
func (c *Client) foreign(ctx context.Context, uid string) (bool, error) {
	found, err := c.fetch(ctx, uid, &meilisearch.DocumentsQuery{Limit: 1, Fields: []string{"doc_id", "rev"}})
	if isNotFound(err) {
		return false, nil
	}
	if err != nil || len(found.Results) == 0 {
		return false, err
	}
	record := found.Results[0]
	return record["doc_id"] == nil || record["rev"] == nil, nil
}

func (c *Client) ensureAll(ctx context.Context) error {
	for _, name := range index.Names() {
		if err := c.ensure(ctx, c.uid(name), name); err != nil {
			return aboutSettings(fmt.Errorf("settings of index %s: %w", name, err))
		}
	}
	return nil
}

// ensure makes the index uid exist with the settings of the index name.
func (c *Client) ensure(ctx context.Context, uid, name string) error {
	wanted, err := settingsOf(name)
	if err != nil {
		return err
	}
	has, err := patiently(ctx, c, func(ctx context.Context) (map[string]any, error) {
		var has map[string]any
		err := c.raw(ctx, http.MethodGet, "/indexes/"+uid+"/settings", nil, &has)
		return has, err
	})
	if isNotFound(err) {
		has, err = nil, c.create(ctx, uid)
	}
	if err != nil || covers(has, wanted) {
		return err
	}
	body, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	c.options.Log.InfoContext(ctx, "applying search settings", "index", uid)
	return c.run(ctx, func(ctx context.Context) (int64, error) {
		var info meilisearch.TaskInfo
		err := c.raw(ctx, http.MethodPatch, "/indexes/"+uid+"/settings", body, &info)
		return info.TaskUID, err
	})
}

func (c *Client) create(ctx context.Context, uid string) error {
	return c.run(ctx, func(ctx context.Context) (int64, error) {
		info, err := c.server.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: primaryKey})
		return taskOf(info), err
	})
}

// covers reports whether every setting that is wanted is there. Objects may
// hold more than is wanted: the server adds its defaults.
func covers(has, wanted map[string]any) bool {
	for key, want := range wanted {
		wantMap, isMap := want.(map[string]any)
		hasMap, alsoMap := has[key].(map[string]any)
		if isMap && alsoMap {
			if !covers(hasMap, wantMap) {
				return false
			}
		} else if !reflect.DeepEqual(has[key], want) {
			return false
		}
	}
	return true
}
