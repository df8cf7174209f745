import "./ui/styles/tokens.css";
import "./ui/styles/fonts.css";
import "./ui/styles/base.css";
import { render } from "solid-js/web";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root !== null) render(() => <App />, root);
