// Package status is the page of the work: GET /status shows what came in, what is
// being read, what waits and what failed, and GET /status/events keeps it up to
// date; POST /upload takes files that are dropped into the page. Programs ask
// GET /api/status, POST /api/retry, POST /api/reindex and GET /healthz and /readyz.
package status
