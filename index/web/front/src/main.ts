// Every page works by links and forms. This bundle makes them quicker: htmx
// swaps parts of pages and follows the live events; the modules of the pages do
// the rest.
import "./htmx"; // before its extensions
import "htmx-ext-sse";

import { compare } from "./compare";
import { documentPage } from "./document";
import { review } from "./review";
import { search } from "./search";
import { status } from "./status";

for (const start of [search, documentPage, compare, review, status]) start();
