// Everything works without this file, except the pages that refresh themselves.
import "htmx.org";
import "./aborting.js";
import "./advising.js";
import "./answering.js";
import "./staying.js";
import "./leaving.js";
import "./pressing.js";
import "./opening.js";
import "./completeness.js";
import "./console.js";
import "./joining.js";
import "./drawing.js";
import "./printing.js";
import "./devices.js";
import "./drafting.js";
import "./photographs.js";
import "./maps.js";
