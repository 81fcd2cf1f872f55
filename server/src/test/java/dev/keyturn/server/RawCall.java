package dev.keyturn.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/** One HTTP/1.1 request exactly as it is sent, one character for one byte; Content-Length is added on the way. */
record RawCall(String method, String target, List<Header> headers, String body) {
    private static final int PATIENCE_MILLIS = 60_000;

    RawCall {
        headers = List.copyOf(headers);
    }

    record Header(String name, String value) {}

    /** @param headers names in lower case */
    record Answer(int status, Map<String, String> headers, String body) {
        private static final Pattern CODE = Pattern.compile("\"__type\":\"([^\"]+)\"|<Code>([^<]+)</Code>");

        /** Of an error, in either protocol; empty if there is none. */
        String code() {
            Matcher code = CODE.matcher(body);
            if (!code.find()) {
                return "";
            }
            return code.group(1) == null ? code.group(2) : code.group(1);
        }

        String requestId() {
            return headers.getOrDefault("x-amzn-requestid", "");
        }
    }

    RawCall with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new RawCall(method, target, more, body);
    }

    RawCall without(String name) {
        return new RawCall(
                method,
                target,
                headers.stream().filter(header -> !header.name().equals(name)).toList(),
                body);
    }

    /** In the place where it was. */
    RawCall replacing(String name, String value) {
        return new RawCall(
                method,
                target,
                headers.stream()
                        .map(header -> header.name().equals(name) ? new Header(name, value) : header)
                        .toList(),
                body);
    }

    RawCall withTarget(String other) {
        return new RawCall(method, other, headers, body);
    }

    RawCall withBody(String other) {
        return new RawCall(method, target, headers, other);
    }

    /** The first of that name. */
    String header(String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .findFirst()
                .orElseThrow();
    }

    Answer send(URI endpoint) {
        return send(endpoint, SocketFactory.getDefault());
    }

    Answer send(URI endpoint, SocketFactory sockets) {
        try (Socket socket = sockets.createSocket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(text().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(header -> text.append(header.name() + ": " + header.value() + "\r\n"));
        return text + "content-length: " + body.length() + "\r\nconnection: close\r\n\r\n" + body;
    }

    private static Answer read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an answer: `" + status + "`");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after `" + line + "`");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
