/** Every sentence of the console in English: a key that Arabic has and this lacks is a type error. */
import type { ar } from "../ar";
import type { Translated } from "../messages";
import { admin } from "./admin";
import { conversation } from "./conversation";
import { deeds } from "./deeds";
import { desk } from "./desk";
import { inbox } from "./inbox";
import { knowledge } from "./knowledge";
import { person } from "./person";
import { problems } from "./problems";
import { reports } from "./reports";
import { requests } from "./requests";
import { reveal } from "./reveal";
import { session } from "./session";
import { shell } from "./shell";
import { timeline } from "./timeline";
import { unanswered } from "./unanswered";
import { words } from "./words";

export const en: Translated<typeof ar> = { ...words, ...shell, ...session, ...problems, ...inbox, ...conversation, ...person, ...requests, ...reports, ...knowledge, ...admin, ...deeds, ...desk, ...unanswered, ...reveal, ...timeline };
