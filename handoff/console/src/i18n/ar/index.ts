/** Every sentence of the console in Arabic. The English table must have the same keys. */
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

export const ar = { ...words, ...shell, ...session, ...problems, ...inbox, ...conversation, ...person, ...requests, ...reports, ...knowledge, ...admin, ...deeds, ...desk, ...unanswered, ...reveal, ...timeline } as const;
