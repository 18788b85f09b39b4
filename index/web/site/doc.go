// Package site is what all pages of the web interface share: the frame around
// them, their words in Chinese and English, the assets, and how a request is
// answered or refused. It knows no page.
package site
