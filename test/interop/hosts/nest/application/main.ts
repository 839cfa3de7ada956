/** A service on NestJS that tells the weather; prints its address. */
import "reflect-metadata";
import { Controller, Get, Header, Injectable, Module, Param, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { expressSessions, init } from "rootspan"; // rootspan
import { forecast } from "./agent";

init({ autoStartSession: false }); // rootspan

@Injectable()
class Weather {
  async tell(city: string): Promise<string> {
    let told = "";
    await forecast(city, (text) => (told += text));
    return told;
  }
}

@Controller()
class WeatherController {
  constructor(private readonly weather: Weather) {}

  @Get("weather/:city")
  @Header("content-type", "text/plain")
  tell(@Param("city") city: string): Promise<string> {
    return this.weather.tell(city);
  }

  @Get("stream/:city")
  async stream(
    @Param("city") city: string,
    @Res() response: { write(text: string): void; end(): void },
  ): Promise<void> {
    await forecast(city, (text) => response.write(text));
    response.end();
  }

  @Get("fails/:city")
  async fail(@Param("city") city: string): Promise<void> {
    await this.weather.tell(city);
    throw new Error(`no weather in ${city}`);
  }
}

@Module({ controllers: [WeatherController], providers: [Weather] })
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ["error"] });
  app.use(expressSessions({ always: true })); // rootspan
  app.enableShutdownHooks();
  await app.listen(0, "127.0.0.1");
  console.log((await app.getUrl()).replace("[::1]", "127.0.0.1"));
}

void start();
