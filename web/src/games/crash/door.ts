// The way to the pages of the crash tables, which are loaded when they are wanted.

export const crashGame = "crash";
export const crashTable = () => import("./table");
export const crashRecord = () => import("./record");
export const crashRules = () => import("./rules");
export const crashReport = () => import("./report");
