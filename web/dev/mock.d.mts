export interface Mock { url: string; close(): Promise<void> }
export function startMock(options?: { port?: number; betMs?: number; landMs?: number; pauseMs?: number; bots?: boolean }): Promise<Mock>;
export function commitmentOf(room: number, round: number, rules: number, seed: Uint8Array): string;
export function drawOf(seed: Uint8Array, n: number): number;
