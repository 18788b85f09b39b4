// Package pictures keeps the pictures of pages that people have looked at, in a
// folder of bounded size. Pictures of a document that is deleted are not looked
// for: nobody asks for them any more, so they are the next to be removed.
package pictures
