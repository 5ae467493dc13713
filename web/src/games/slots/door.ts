// The way to the pages of the slot machines, which are loaded when they are wanted.

export const machinePages = () => import("./table");
export const machineShelf = () => import("./shelf");
export const machineRecord = () => import("./record");

const sessionsFrom = 2 ** 20; // rooms that are made on demand have ids from here on

/** Whether a room is a session of one seat: a machine's. */
export function isSession(room: number): boolean {
  return room >= sessionsFrom;
}

export const roomOfRound = (round: number) => Math.floor(round / 2 ** 24);
