/** @type {import("next").NextConfig} */
export default {
  serverExternalPackages: ["rootspan", "openai", "@langchain/core", "@langchain/openai"], // rootspan
};
