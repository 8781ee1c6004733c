/** Calm and legible: the public page's green on warm paper, strong ink, one accent. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const green: MantineColorsTuple = [
  "#edf6f3", "#d9ebe5", "#b2d6ca", "#88c0ae", "#5fa995", "#2a8371", "#247d6b", "#0f5b4f", "#0c4a41", "#083a33",
];
const gold: MantineColorsTuple = [
  "#fdf6e8", "#fbefd9", "#f4dcae", "#ecc87e", "#e3b355", "#d59a3c", "#b57c22", "#8f5f12", "#7a4d0b", "#5c3906",
];
/** Brick: white words on it can be read, which Mantine's own red does not allow. */
const red: MantineColorsTuple = [
  "#fbebe7", "#f6d5cd", "#efb5a8", "#e5917f", "#d86c56", "#c54b35", "#b43f2a", "#a3341f", "#8c2917", "#711e10",
];
/** What Mantine builds its dark surfaces of: warm like the paper, not grey. */
const dark: MantineColorsTuple = [
  "#d6ccc0", "#b5a89a", "#8c8175", "#6e645a", "#4a4139", "#3f372f", "#2d2722", "#241f1b", "#1e1916", "#15120f",
];

export const theme = createTheme({
  primaryColor: "green",
  primaryShade: { light: 7, dark: 5 },
  colors: { green, gold, red, dark },
  fontFamily: '"Plex Arabic", "Noto Sans Arabic", "Segoe UI", Tahoma, sans-serif',
  headings: { fontFamily: '"Plex Arabic", "Noto Sans Arabic", "Segoe UI", Tahoma, sans-serif', fontWeight: "600" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    Menu: { defaultProps: { shadow: "md", withinPortal: true } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fffdf9",
    "--mantine-color-text": "#2a2420",
    "--mantine-color-dimmed": "#655a50",
    "--mantine-color-placeholder": "#6f6459",
    "--mantine-color-default-border": "#e0d6c6",
    "--paper": "#f6f0e6",
    "--card": "#fffdf9",
    "--line": "#e6dccd",
    "--primary-ink": "#0f5b4f",
    "--rail": "#0f4a41",
    "--rail-ink": "#f3efe6",
    "--selected": "#e4efe9",
    "--visitor": "#fffdf9",
    "--bot": "#eef1ee",
    "--staff": "#dcece6",
    "--note": "#fcf1d8",
    "--note-line": "#e6cb94",
    "--gold-ink": "#744806",
    "--danger-ink": "#9a2c19",
    "--danger-soft": "#fbe9e4",
  },
  dark: {
    "--mantine-color-body": "#1c1815",
    "--mantine-color-text": "#f0e8de",
    "--mantine-color-dimmed": "#b5a89a",
    "--mantine-color-placeholder": "#a3968a",
    "--mantine-color-default-border": "#3f372f",
    "--paper": "#15120f",
    "--card": "#201b18",
    "--line": "#3a322b",
    "--primary-ink": "#88c0ae",
    "--rail": "#0d2e29",
    "--rail-ink": "#e8e2d8",
    "--selected": "#1f3a34",
    "--visitor": "#2a2420",
    "--bot": "#23282a",
    "--staff": "#1b3831",
    "--note": "#382c14",
    "--note-line": "#66501f",
    "--gold-ink": "#f0c67c",
    "--danger-ink": "#ff9d87",
    "--danger-soft": "#3a1e18",
    "--mantine-color-green-light": "#2a4a42",
    "--mantine-color-green-light-hover": "#335850",
    "--mantine-color-green-light-color": "#b2d6ca",
    "--mantine-color-gray-light": "#332c26",
    "--mantine-color-gray-light-hover": "#3d352e",
    "--mantine-color-gray-light-color": "#e0d6ca",
  },
});
