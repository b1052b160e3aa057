// The map itself, a bundle of its own: outlines on paper colour, tiles only through Belfry (data-map-tiles),
// and drawing where <div data-map> names a field (data-map-field), which it fills with GeoJSON.
import { Map as MapLibre, Marker, setMaxParallelImageRequests, setWorkerUrl } from "maplibre-gl";
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";

const BELGIUM = [2.5, 49.45, 6.45, 51.55];
const FIT = { padding: 28, maxZoom: 17, animate: false };
// How far one has to look in before the streets have room for their names.
const NEAR = 14.6;
// A line is told apart by its form, not by its colour alone.
const LOOKS = {
  town: { line: "--slate", width: 2, dashes: [4, 3], fill: 0 },
  network: { line: "--brick", width: 2, fill: 0.14 },
  other: { line: "--brick", width: 2, dashes: [5, 2], fill: 0.06 },
  dossier: { line: "--due", width: 2, dashes: [1, 1.5], fill: 0.14 },
  street: { line: "--info", width: 1, fill: 0.22 },
  own: { line: "--verdigris", width: 3, fill: 0.18 },
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function places(geometry) {
  return geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2);
}

function boundsOf(geometries) {
  const all = geometries.flatMap(places);
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function style(tiles) {
  const paper = { id: "paper", type: "background", paint: { "background-color": colour("--sunken") } };
  if (!tiles) return { version: 8, sources: {}, layers: [paper] };
  const source = { type: "raster", tiles: [location.origin + tiles], tileSize: 256, maxzoom: 19, bounds: BELGIUM };
  return { version: 8, sources: { tiles: source }, layers: [paper, { id: "tiles", type: "raster", source: "tiles" }] };
}

function drawLayer(map, kind, shapes) {
  const look = LOOKS[kind];
  const features = shapes.map(({ geometry }) => ({ type: "Feature", properties: {}, geometry }));
  map.addSource(kind, { type: "geojson", data: { type: "FeatureCollection", features } });
  map.addLayer({
    id: `${kind}-fill`, type: "fill", source: kind,
    paint: { "fill-color": colour(look.line), "fill-opacity": look.fill },
  });
  map.addLayer({
    id: `${kind}-line`, type: "line", source: kind,
    paint: {
      "line-color": colour(look.line), "line-width": look.width,
      ...(look.dashes ? { "line-dasharray": look.dashes } : {}),
    },
  });
}

function nameAt(map, kind, name, place) {
  const element = document.createElement("span");
  element.className = `map__name map__name--${kind}`;
  element.textContent = name;
  // The map would make a button of it, with a role of its own.
  element.setAttribute("aria-hidden", "true");
  return new Marker({ element }).setLngLat(place).addTo(map);
}

function nameOn(map, kind, { name, geometry }) {
  const [west, south, east, north] = boundsOf([geometry]);
  const top = kind === "town" ? north : (south + north) / 2;
  return nameAt(map, kind, name, [(west + east) / 2, top]).getElement();
}

// A name that would lie on another one waits until one looks in further.
function uncover(names) {
  const kept = [];
  for (const name of names) {
    const one = name.getBoundingClientRect();
    const covers = (other) =>
      one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    const hidden = kept.some(covers);
    name.classList.toggle("map__name--covered", hidden);
    if (!hidden && one.width) kept.push(one);
  }
}

function drawing(map, frame, field, redraw) {
  const lines = { fillColor: colour("--verdigris"), fillOpacity: 0.18, outlineColor: colour("--verdigris"), outlineWidth: 3 };
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
    modes: [
      new TerraDrawPolygonMode({ styles: { ...lines, closingPointColor: colour("--verdigris"), closingPointWidth: 8 } }),
      new TerraDrawSelectMode({
        flags: { polygon: { feature: { coordinates: { midpoints: true, draggable: true, deletable: true } } } },
        styles: {
          selectedPolygonColor: lines.fillColor, selectedPolygonFillOpacity: lines.fillOpacity,
          selectedPolygonOutlineColor: lines.outlineColor, selectedPolygonOutlineWidth: 3,
          selectionPointColor: colour("--paper"), selectionPointWidth: 7,
          selectionPointOutlineColor: lines.outlineColor, selectionPointOutlineWidth: 3,
          midPointColor: lines.outlineColor, midPointWidth: 4, midPointOutlineColor: colour("--paper"), midPointOutlineWidth: 1,
        },
      }),
    ],
  });
  draw.start();
  const drawn = () =>
    draw.getSnapshot().filter(({ geometry, properties }) =>
      geometry.type === "Polygon" && properties.mode === "polygon" && !properties.currentlyDrawing);
  const keep = () => {
    // A geometry, as a saved one is: a page that was refused brings it back, and the map reads it again.
    const coordinates = drawn().map(({ geometry }) => geometry.coordinates);
    field.value = coordinates.length ? JSON.stringify({ type: "MultiPolygon", coordinates }) : "";
    // Whoever leaves now would lose it: leaving.js listens.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const mode = (name) => {
    draw.setMode(name);
    if (name === "select" && drawn().length) draw.selectFeature(drawn().at(-1).id);
    const state = { polygon: "draw", static: "pick" }[name] ?? (drawn().length ? "move" : "none");
    for (const part of frame.querySelectorAll("[data-map-state]")) part.hidden = part.dataset.mapState !== state;
    for (const button of frame.querySelectorAll("[data-map-do][aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mapDo === state));
    }
  };
  draw.on("finish", (id, { action }) => {
    keep();
    // Within the press that closes it, the map still has the last corner in hand.
    if (action === "draw") setTimeout(() => mode("select"));
  });
  const present = field.value ? JSON.parse(field.value) : null;
  if (present) {
    const parts = present.type === "MultiPolygon" ? present.coordinates : [present.coordinates];
    const taken = draw.addFeatures(parts.map((coordinates) => (
      { type: "Feature", properties: { mode: "polygon" }, geometry: { type: "Polygon", coordinates } })));
    // One with holes cannot be moved by its corners: it is shown as it is, and a new one replaces it.
    if (taken.some(({ valid }) => !valid)) {
      draw.clear();
      drawLayer(map, "own", [{ geometry: present }]);
    }
  }
  mode(present ? "select" : "polygon");
  picking(map, () => draw.getMode() === "static");
  return {
    draw: () => mode("polygon"),
    move: () => mode("select"),
    pick: () => mode("static"),
    delete: () => {
      draw.clear();
      for (const id of ["own-fill", "own-line"]) if (map.getLayer(id)) map.removeLayer(id);
      keep();
      mode("polygon");
    },
  };
}

// The place of a report is one mark: in a field it is moved by a press, beside an opened report it only stands there.
function placing(map, field, shown) {
  let mark = null;
  const put = () => {
    mark?.remove();
    const place = (field?.value ?? shown).split(",").map(Number);
    if (place.length !== 2) return;
    const element = document.createElement("span");
    element.className = "map__place";
    element.setAttribute("aria-hidden", "true");
    mark = new Marker({ element, anchor: "bottom" }).setLngLat(place).addTo(map);
  };
  put();
  if (!field) return;
  field.addEventListener("input", put);
  map.on("click", ({ lngLat }) => {
    field.value = `${lngLat.lng.toFixed(6)},${lngLat.lat.toFixed(6)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The press on a house becomes a press on a button of the street list, which looks for its street and says what came of it.
function picking(map, isOn) {
  const button = () => document.querySelector("[data-map-pick]");
  const picked = [];
  let pressed = null;
  map.on("click", ({ lngLat }) => {
    if (!isOn()) return;
    pressed = lngLat;
    button().value = `pick:${lngLat.lng.toFixed(6)},${lngLat.lat.toFixed(6)}`;
    button().click();
  });
  document.addEventListener("htmx:afterSwap", () => {
    const name = button()?.dataset.mapPicked;
    if (pressed && name) picked.push(nameAt(map, "picked", name, pressed));
    pressed = null;
    const listed = new Set([...document.querySelectorAll("#streets legend")].map(({ textContent }) => textContent));
    for (const marker of picked) if (!listed.has(marker.getElement().textContent)) marker.remove();
  });
}

export async function show(frame) {
  const { mapWorker, mapShapes, mapTiles, mapField, mapPlace, mapControl, mapFingers } = frame.dataset;
  const open = frame.querySelector("[data-map-open]");
  const answer = await fetch(mapShapes, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { layers } = await answer.json();
  const takesPlace = mapPlace !== undefined;
  const named = mapField ? document.getElementById(mapField) : null;
  const field = takesPlace ? null : named;
  const shown = layers.filter(({ kind }) => !(field && kind === "own"));
  const own = field?.value ? [JSON.parse(field.value)] : [];
  const isNear = ({ kind }) => kind !== "town" && kind !== "other";
  const marked = takesPlace && (named?.value || mapPlace);
  const mark = marked ? [{ type: "Polygon", coordinates: [[marked.split(",").map(Number)]] }] : [];
  const near = [...own, ...mark, ...layers.filter(isNear).map(({ geometry }) => geometry)];
  const all = [near.length ? near : layers.map(({ geometry }) => geometry)].find((some) => some.length);
  const bounds = all ? boundsOf(all) : BELGIUM;
  open.hidden = false;
  setWorkerUrl(new URL(mapWorker, location.href).href);
  // Belfry fetches two tiles at a time.
  setMaxParallelImageRequests(2);
  const map = new MapLibre({
    container: open.querySelector("[data-map-canvas]"),
    style: style(mapTiles), bounds, fitBoundsOptions: FIT,
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    cooperativeGestures: true, maxZoom: 19,
    locale: {
      "CooperativeGesturesHandler.WindowsHelpText": mapControl,
      "CooperativeGesturesHandler.MacHelpText": mapControl,
      "CooperativeGesturesHandler.MobileHelpText": mapFingers,
      "Map.Title": open.dataset.mapOpen,
    },
  });
  map.touchZoomRotate.disableRotation();
  await map.once("load");
  const names = [];
  for (const kind of Object.keys(LOOKS)) {
    const some = shown.filter((one) => one.kind === kind);
    if (some.length) drawLayer(map, kind, some);
    if (kind !== "own") names.push(...some.map((one) => nameOn(map, kind, one)));
  }
  for (const line of open.querySelectorAll("[data-map-line]")) {
    const { mapLine } = line.dataset;
    line.hidden = !(field && mapLine === "own") && !shown.some(({ kind }) => kind === mapLine);
  }
  const look = () => open.classList.toggle("map--near", map.getZoom() > NEAR);
  map.on("zoom", look);
  map.on("moveend", () => uncover(names));
  look();
  uncover(names);
  if (takesPlace) placing(map, named, mapPlace);
  const acts = {
    in: () => map.zoomIn(), out: () => map.zoomOut(), whole: () => map.fitBounds(bounds, FIT),
    ...(field ? drawing(map, frame, field) : {}),
  };
  open.addEventListener("click", ({ target }) => acts[target.closest("[data-map-do]")?.dataset.mapDo]?.());
}
