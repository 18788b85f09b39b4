package daemon

import (
	"context"

	"github.com/gouji/gouji/cmd/gouji/internal/webhook"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

// openWebhook makes the sender of notifications, if they are wanted.
func (d *Daemon) openWebhook() (err error) {
	w := d.settings.Webhook
	if w.URL == "" {
		return nil
	}
	d.webhook, err = webhook.New(webhook.Options{
		URL: w.URL, Secret: w.Secret, Events: w.Events, AllowPrivate: w.AllowPrivate, Agent: "gouji/" + d.version,
		Notice: d.notice, Sent: d.metrics.Notified, Drain: d.settings.Server.ShutdownTimeout, Log: d.log,
	})
	return err
}

// ended counts what has become of a document and has it told. A document of
// which only the paths have changed is no news, nor is one that is tried again.
func (d *Daemon) ended(e ingest.Ending) {
	d.metrics.Ended(string(e.Status))
	if d.webhook != nil && !e.PathsOnly && e.Status != ingest.Failed {
		d.webhook.Add(e)
	}
}

// notices sends notifications until the service has ended and all are sent.
func (d *Daemon) notices(ctx context.Context) error {
	if d.webhook == nil {
		return nil
	}
	return d.webhook.Run(ctx)
}

// ingest runs the service. Nothing ends a document after it.
func (d *Daemon) ingest(ctx context.Context) error {
	if d.webhook != nil {
		defer d.webhook.Finish()
	}
	return d.service.Run(ctx, d.watcher)
}

// notice describes what has become of a document.
func (d *Daemon) notice(ctx context.Context, e ingest.Ending) webhook.Notice {
	n := webhook.Notice{Event: webhook.Failed, ID: e.ID, Name: readable(e.Name), Status: string(e.Status), Reason: e.Reason, At: e.At}
	if e.Status != ingest.Done {
		return n
	}
	n.Event = webhook.Done
	if d.settings.Server.PublicURL != "" {
		n.URL = d.settings.Server.PublicURL + "/documents/" + e.ID
	}
	doc, err := d.library.Document(ctx, e.ID)
	if err != nil {
		return n // it is gone meanwhile
	}
	n.Status, n.Counts = string(doc.Status), countsOf(doc)
	if doc.Status != extract.OK {
		n.Event = webhook.Review
	}
	if doc.Meta.Title != nil {
		n.Title = *doc.Meta.Title
	}
	return n
}

func countsOf(doc *extract.Document) *webhook.Counts {
	c := &webhook.Counts{Pages: len(doc.Pages), Tables: len(doc.Tables)}
	for i := range doc.Pages {
		if doc.Pages[i].Failure != "" {
			c.FailedPages++
		}
	}
	for t := range doc.Tables {
		c.Cells += len(doc.Tables[t].Cells)
		for i := range doc.Tables[t].Cells {
			if doc.Tables[t].Cells[i].Status == extract.Suspect {
				c.Suspect++
			}
		}
	}
	for i := range doc.Findings {
		if doc.Findings[i].Status == extract.Fail {
			c.FailedChecks++
		}
	}
	return c
}
