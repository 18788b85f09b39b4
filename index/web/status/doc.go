// Package status is the page of the work: what came in, what is being read, what
// waits and what failed, live; dropping files into the page; and what programs
// ask: GET /api/status, POST /api/retry, POST /api/reindex, GET /healthz.
package status
