package dev.keyturn.rules.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import dev.keyturn.rules.sigv4.HttpMessage.Header;

/** Signs what no SDK would: the attacker who holds a key, or an old client. Headers must come sorted. */
final class HandSigner {
    private HandSigner() {}

    static HttpMessage sign(String method, String path, List<Header> headers, String payloadHash, byte[] body) {
        return sign(method, path, headers, payloadHash, body, "secretsmanager");
    }

    static HttpMessage sign(
            String method, String path, List<Header> headers, String payloadHash, byte[] body, String service) {
        StringBuilder canonical = new StringBuilder(method + "\n" + path + "\n\n");
        headers.forEach(header -> canonical.append(header.name() + ":" + header.value() + "\n"));
        String names = String.join(";", headers.stream().map(Header::name).toList());
        canonical.append("\n" + names + "\n" + payloadHash);
        String scope = "20260101/us-east-1/" + service + "/aws4_request";
        String stringToSign = "AWS4-HMAC-SHA256\n20260101T000000Z\n" + scope + "\n"
                + Sha256.hex(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] signature = SigningKey.derive(
                        ReferenceSigner.SECRET_KEY.getBytes(StandardCharsets.UTF_8), "20260101", "us-east-1", service)
                .sign(stringToSign.getBytes(StandardCharsets.UTF_8));
        List<Header> signed = new ArrayList<>(headers);
        signed.add(new Header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + ReferenceSigner.ACCESS_KEY + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + HexFormat.of().formatHex(signature)));
        return new HttpMessage(method, path, "", signed, body);
    }
}
