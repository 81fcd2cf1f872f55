package dev.keyturn.edge.federation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads XML from strangers: no document type, so no entities and no fetching; bounded in depth and number of elements;
 * and no comments or processing instructions, which a signature does not cover and which would cut a text in two.
 */
final class StrictXml {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 100_000;

    private StrictXml() {}

    /** XML that is not taken. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** @throws Refused if it is not well-formed, or has what is not allowed */
    static Document parse(byte[] xml) throws Refused {
        Document document;
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            document = builder.parse(new ByteArrayInputStream(xml));
        } catch (SAXException e) {
            throw new Refused("not well-formed XML, or with a document type");
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("reading XML from memory", e);
        }
        // The root's depth is 1; siblings of the root are as unwelcome as what is inside.
        int nodes = 0;
        for (Node node = document.getFirstChild(); node != null; node = next(node)) {
            if (++nodes > MAX_NODES) {
                throw new Refused("too many nodes");
            }
            switch (node.getNodeType()) {
                case Node.ELEMENT_NODE, Node.TEXT_NODE, Node.CDATA_SECTION_NODE -> {}
                // The DOM numbers its kinds of nodes, and may number more: only what is known to be harmless is taken.
                default -> throw new Refused("a comment or a processing instruction");
            }
        }
        return document;
    }

    /** All elements of that name, anywhere in the document. */
    static List<Element> all(Document document, String namespace, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = document.getFirstChild(); node != null; node = next(node)) {
            if (node instanceof Element element && is(element, namespace, name)) {
                found.add(element);
            }
        }
        return found;
    }

    /** All attributes that could be taken for an element's identifier, anywhere in the document. */
    static List<String> identifiers(Document document) {
        List<String> found = new ArrayList<>();
        for (Node node = document.getFirstChild(); node != null; node = next(node)) {
            if (node instanceof Element element) {
                NamedNodeMap attributes = element.getAttributes();
                for (int i = 0; i < attributes.getLength(); i++) {
                    if (attributes.item(i) instanceof Attr attribute
                            && "id".equalsIgnoreCase(attribute.getLocalName())) {
                        found.add(attribute.getValue());
                    }
                }
            }
        }
        return found;
    }

    static List<Element> children(Element parent, String namespace, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && is(element, namespace, name)) {
                found.add(element);
            }
        }
        return found;
    }

    /** The one child of that name. */
    static Optional<Element> child(Element parent, String namespace, String name) throws Refused {
        List<Element> found = children(parent, namespace, name);
        if (found.size() > 1) {
            throw new Refused("more than one " + name);
        }
        return found.stream().findFirst();
    }

    static Optional<String> attribute(Element element, String name) {
        return element.hasAttributeNS(null, name) ? Optional.of(element.getAttributeNS(null, name)) : Optional.empty();
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    /** All of the element's text; an element inside would make it ambiguous. */
    static String text(Element element) throws Refused {
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element) {
                throw new Refused("an element where a text should be");
            }
        }
        return element.getTextContent().strip();
    }

    /** Document order, without recursion. */
    private static @Nullable Node next(Node node) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }
        for (Node at = node; at != null; at = at.getParentNode()) {
            if (at.getNextSibling() != null) {
                return at.getNextSibling();
            }
        }
        return null;
    }

    /** The parser would otherwise write to the standard error. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {
            // Of no consequence for what is read.
        }

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
