// The learner's own pages (progress, final test, certificate, check): all that a page of the book does, and theirs.

import { extras } from "../../activities/js/page.js";
import { certificatePage } from "./certificate.js";
import { checkPage } from "./check.js";
import { progressPage } from "./progress.js";
import { finalTest } from "./test.js";

extras.push(progressPage, finalTest, certificatePage, checkPage);
