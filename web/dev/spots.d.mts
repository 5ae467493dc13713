export function makeSpots(zeros?: 1 | 2): { spot: string; kind: string; covers: number[]; pays: number }[];
export const spotLimits: Record<string, number>;
export const calls: { name: string; chips: number; spots: { spot: string; chips: number }[] }[];
