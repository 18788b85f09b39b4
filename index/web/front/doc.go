// Package front holds what runs in the browser: the style sheets, which are
// served as they are, and the script, which Node bundles out of src into dist
// (make front). The binary embeds both. Without a bundle every page works by
// plain links and forms, and says so.
package front
