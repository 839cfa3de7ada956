/** The agent's tool. */
import { setTimeout as pause } from "node:timers/promises";

export interface Weather {
  readonly city: string;
  readonly sky: string;
  readonly celsius: number;
  /** 0 to 1. */
  readonly chanceOfRain: number;
}

/** Stands for a call of a weather service. */
export async function getWeather(city: string): Promise<Weather> {
  await pause(20);
  return { city, sky: "sunny, a light breeze", celsius: 24, chanceOfRain: 0.02 };
}
