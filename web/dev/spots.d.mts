export function makeSpots(): { spot: string; kind: string; covers: number[]; pays: number }[];
export const spotLimits: Record<string, number>;
